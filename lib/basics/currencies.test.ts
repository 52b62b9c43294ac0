import fc from "fast-check";
import { expect, test } from "vitest";
import { CURRENCY_CODES, chargeMinor, decimalsOf, isCurrency } from "@/lib/basics/currencies";

test.each([
  [1000n, "cny", "7.1", 7100n],
  [1000n, "cny", "7.10001", 7101n],
  [1000n, "eur", "0.87", 870n],
  [1n, "eur", "0.87", 1n],
  [1000n, "jpy", "150", 1500n],
  [1001n, "jpy", "150", 1502n],
  [1000n, "xof", "570.5", 5705n],
  [1000n, "kwd", "0.307", 3070n],
  [1001n, "kwd", "0.307", 3080n],
  [500n, "mxn", "18.6", 9300n],
] as const)("%d cents in %s at %s are %d", (amountCents, currency, rate, minor) => {
  expect(chargeMinor(amountCents, currency, rate)).toBe(minor);
});

test.each(["", "0", "0.0", "-1", "1e3", "7,1", "NaN", "1.0000000000001", " "])("%j is no rate", (rate) => {
  expect(chargeMinor(1000n, "eur", rate)).toBeNull();
});

test("a code is known in small letters only", () => {
  expect(["usd", "USD", "xxx", "toString", ""].map(isCurrency)).toEqual([true, false, false, false, false]);
});

test("a charge is never less than its dollars cost, and less than one payable step more", () => {
  const millionths = fc.bigInt({ min: 1n, max: 10n ** 12n });
  fc.assert(
    fc.property(fc.constantFrom(...CURRENCY_CODES), fc.bigInt({ min: 0n, max: 10n ** 9n }), millionths, (currency, cents, units) => {
      const text = units.toString().padStart(7, "0");
      const minor = chargeMinor(cents, currency, `${text.slice(0, -6)}.${text.slice(-6)}`) ?? -1n;
      const step = decimalsOf(currency) === 3 ? 10n : 1n;
      // Both sides in millionths of a hundredth of the minor unit.
      const exact = cents * units * 10n ** BigInt(decimalsOf(currency));
      expect(minor % step).toBe(0n);
      expect(minor * 100_000_000n >= exact && (minor - step) * 100_000_000n < exact).toBe(true);
    }),
  );
});
