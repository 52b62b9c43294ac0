import { expect, test } from "vitest";
import { divideRoundingUp, dollarsFromNano, nanoFromCents, nanoFromDollars } from "@/lib/basics/money";

test("dollar text becomes nano-dollars exactly, and back", () => {
  expect(nanoFromDollars("0.000000001")).toBe(1n);
  expect(nanoFromDollars("-12.5")).toBe(-12_500_000_000n);
  expect(nanoFromDollars("9007199254.740993001")).toBe(9_007_199_254_740_993_001n);
  expect(dollarsFromNano(9_007_199_254_740_993_001n)).toBe("9007199254.740993001");
  expect(dollarsFromNano(-12_500_000_000n)).toBe("-12.5");
  expect(dollarsFromNano(0n)).toBe("0");
});

test.each(["", "1.", ".5", "1e3", "1,5", "NaN", "0.0000000001", "99999999999"])("%j is no amount of dollars", (text) => {
  expect(nanoFromDollars(text)).toBeNull();
});

test("a division rounds up, and only when there is a rest", () => {
  expect([divideRoundingUp(10n, 5n), divideRoundingUp(11n, 5n), divideRoundingUp(0n, 5n)]).toEqual([2n, 3n, 0n]);
});

test("a cent is ten million nano-dollars", () => {
  expect(nanoFromCents(199)).toBe(1_990_000_000n);
});
