import { expect, test } from "vitest";
import { daysLeft } from "@/components/overview/pace";

test.each([
  [11_000_000_000n, 7_000_000_000n, 11],
  [999_999_999n, 7_000_000_000n, 0],
  [0n, 7_000_000_000n, 0],
  [-5n, 7n, 0],
  [20_000_000_000n, 0n, null],
  [9_000_000_000_000_000_000n, 1n, 365],
])("%i available at %i a week last %s days", (availableNano, weekNano, days) => {
  expect(daysLeft(availableNano, weekNano)).toBe(days);
});
