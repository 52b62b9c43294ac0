import { expect, test } from "vitest";
import { localDecimal, moneyText } from "@/components/ui/money-display";

test("a balance is shown rounded down, so that it never promises missing money", () => {
  expect(moneyText(12_345_678_999n, "down")).toBe("$12.345678");
  expect(moneyText(999n, "down")).toBe("$0.00");
});

test("a charge is shown rounded up, so that a customer never pays more than was shown", () => {
  expect(moneyText(1n, "up")).toBe("$0.000001");
  expect(moneyText(24_036_001n, "up")).toBe("$0.024037");
  expect(moneyText(24_036_000n, "up")).toBe("$0.024036");
});

test("an exact figure keeps all nine digits of any amount", () => {
  expect(moneyText(9_007_199_254_740_993_001n, "exact")).toBe("$9,007,199,254.740993001");
  expect(moneyText(5_000_000_000n, "exact")).toBe("$5.00");
});

test("a negative amount rounds towards the worse side too", () => {
  expect(moneyText(-1n, "down")).toBe("-$0.000001");
  expect(moneyText(-1_500n, "up")).toBe("-$0.000001");
});

test("the locale chooses the separators and no digit is lost", () => {
  expect(moneyText(1_234_560_000_000n, "down", "fr")).toMatch(/^1\s234,56\s\$US$/);
  expect(localDecimal("0.000003000000000001")).toBe("0.000003000000000001");
});
