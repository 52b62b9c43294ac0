import fc from "fast-check";
import { expect, test } from "vitest";
import { localDecimal, type MoneyKind, moneyPieces, moneyText } from "@/components/ui/money-display";

test("a balance is shown in cents, rounded down, so that it never promises missing money", () => {
  expect(moneyText(12_349_999_999n, "balance")).toBe("$12.34");
  expect(moneyText(0n, "balance")).toBe("$0.00");
  expect(moneyText(-1n, "balance")).toBe("-$0.01");
});

test("a sum of charges is rounded up, so that a customer never paid more than was shown", () => {
  expect(moneyText(12_340_000_001n, "sum")).toBe("$12.35");
  expect(moneyText(12_340_000_000n, "sum")).toBe("$12.34");
});

test("the charge of a call has four decimals, always", () => {
  expect(moneyText(24_036_001n, "call")).toBe("$0.0241");
  expect(moneyText(5_000_000_000n, "call")).toBe("$5.0000");
});

test.each<[MoneyKind, bigint, string]>([
  ["balance", 1n, "<$0.01"],
  ["sum", 9_999_999n, "<$0.01"],
  ["call", 99_999n, "<$0.0001"],
  ["call", 100_000n, "$0.0001"],
  ["exact", 1n, "$0.000000001"],
])("as %s, %i nano-dollars are not shown as nothing", (kind, amountNano, text) => {
  expect(moneyText(amountNano, kind)).toBe(text);
});

test("an exact figure keeps all nine digits of any amount", () => {
  expect(moneyText(9_007_199_254_740_993_001n, "exact")).toBe("$9,007,199,254.740993001");
  expect(moneyText(5_000_000_000n, "exact")).toBe("$5.00");
});

test("what stands after the cents is a piece of its own", () => {
  expect(moneyPieces(6_123_456n, "call")).toEqual([
    { text: "$0.00", isMinor: false },
    { text: "62", isMinor: true },
  ]);
  expect(moneyPieces(1_500_000_000n, "balance")).toEqual([{ text: "$1.50", isMinor: false }]);
});

test("the locale chooses the separators and no digit is lost", () => {
  expect(moneyText(1_234_560_000_000n, "balance", "fr")).toMatch(/^1\s234,56\s\$US$/);
  expect(moneyText(1_234_567_800_000n, "exact", "fr")).toMatch(/^1\s234,5678\s\$US$/);
  expect(localDecimal("0.000003000000000001")).toBe("0.000003000000000001");
});

test("a rounded text is never on the wrong side of its amount, nor a unit away", () => {
  const kinds = fc.constantFrom<[MoneyKind, bigint]>(["balance", 10_000_000n], ["sum", 10_000_000n], ["call", 100_000n]);
  fc.assert(
    fc.property(fc.bigInt({ min: 10_000_000n, max: 10n ** 18n }), kinds, (amountNano, [kind, unit]) => {
      const [whole = "", fraction = ""] = moneyText(amountNano, kind).replace(/[$,]/g, "").split(".");
      const difference = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")) - amountNano;
      expect(kind === "balance" ? difference <= 0n && difference > -unit : difference >= 0n && difference < unit).toBe(true);
    }),
  );
});
