import { expect, test } from "vitest";
import { convertCents } from "@/lib/exchange/convert";

test.each<[number, string, number, number, number]>([
  [2_000, "7.1", 0, 2, 14_200],
  [2_000, "7.1", 20_000, 2, 14_484],
  [1, "0.92", 0, 2, 1],
  [500, "0.8", 0, 2, 400],
  [501, "0.8", 0, 2, 401],
  [2_000, "150.255", 0, 0, 3_006],
  [2_000, "0.30712345", 0, 3, 6_143],
  [200_000, "83.12345678", 1_000_000, 2, 33_249_383],
])("%d cents at %s with a margin of %d ppm and %d places are %d", (amountCents, rate, marginPpm, places, minor) => {
  expect(convertCents({ amountCents, rate, marginPpm, places })).toBe(minor);
});

test("the sum is never below the exact one, and above it by less than one unit", () => {
  for (let seed = 1; seed < 2_000; seed++) {
    const amountCents = 500 + ((seed * 7_919) % 199_500);
    const rateUnits = 1 + ((seed * 104_729) % 99_999_999);
    const marginPpm = (seed * 31) % 100_000;
    const rate = `${Math.floor(rateUnits / 1_000_000)}.${String(rateUnits % 1_000_000).padStart(6, "0")}`;
    for (const places of [0, 2, 3]) {
      const minor = BigInt(convertCents({ amountCents, rate, marginPpm, places }));
      // Everything times 10^6 (rate) × 10^6 (margin) × 100 (cents).
      const exact = BigInt(amountCents) * BigInt(rateUnits) * BigInt(1_000_000 + marginPpm) * 10n ** BigInt(places);
      const scaled = minor * 100_000_000_000_000n;
      expect(scaled >= exact && scaled - exact < 100_000_000_000_000n).toBe(true);
    }
  }
});
