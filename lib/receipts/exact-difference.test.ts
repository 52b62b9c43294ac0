import { expect, test } from "vitest";
import { exactDifference } from "@/lib/receipts/exact-difference";

test("what rounding added is exact to the last digit of the longer figure", () => {
  expect(exactDifference("0.000000001", "0.00000000033")).toBe("0.00000000067");
  expect(exactDifference("0.024036", "0.024036")).toBe("0");
  expect(exactDifference("12", "11.9999999990001")).toBe("0.0000000009999");
});

test("an exact sum above its price is a bug of ours, not a figure", () => {
  expect(() => exactDifference("0.1", "0.2")).toThrow("Invariant");
});
