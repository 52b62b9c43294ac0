import { expect, test } from "vitest";
import { cacheLosses } from "@/components/usage/cache-losses";
import { NO_FIGURES } from "@/lib/usage/add-up-usage";

const sum = (keyId: string, readsSavedNano: bigint, writesExtraNano: bigint) => ({
  ...NO_FIGURES,
  day: null,
  hour: null,
  modelId: "m",
  keyId,
  readsSavedNano,
  writesExtraNano,
});

test("only caches that cost more than they save are named, three at most, the largest loss first", () => {
  const sums = [sum("even", 5n, 5n), sum("pays", 9n, 2n), sum("a", 0n, 3n), sum("b", 1n, 10n), sum("c", 0n, 1n), sum("d", 0n, 2n)];
  expect(cacheLosses(sums).map(({ keyId, lossNano }) => [keyId, lossNano])).toEqual([
    ["b", 9n],
    ["a", 3n],
    ["d", 2n],
  ]);
  expect(cacheLosses([sum("pays", 9n, 2n)])).toEqual([]);
});
