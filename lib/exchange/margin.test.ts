import { expect, test } from "vitest";
import { withMargin } from "@/lib/exchange/margin";

test.each<[string, number, string]>([
  ["7.1", 20_000, "7.242"],
  ["7.10783", 0, "7.10783"],
  ["0.92", 15_000, "0.9338"],
  ["6.66666667", 1, "6.66667334"],
  ["6.666666661", 0, "6.66666667"],
  ["150", 200_000, "180"],
])("%s with a margin of %d ppm is %s", (rate, marginPpm, expected) => {
  expect(withMargin(rate, marginPpm)).toBe(expected);
});
