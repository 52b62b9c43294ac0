import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { NO_TOKENS } from "@/lib/basics/tokens";
import { settlementOfLine, spoolLine } from "@/lib/ledger/durability/spool-line";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";

test("a settlement comes back from its line as it went in, money and the parts of other models too", () => {
  const parts = [
    { modelId: "claude-opus-5-5", priceVersion: 1, tokens: { ...NO_TOKENS, input: 7 }, modifiers: [], isStep: false, priceNano: 2n ** 62n },
  ];
  const settlement = settlementOf(holdOf(newId(), 10n), 9_007_199_254_740_993n, { parts, upstreamCostNano: 5n });
  expect(settlementOfLine(spoolLine(settlement).trimEnd())).toEqual(settlement);
  const plain = settlementOf(holdOf(newId(), 10n), 7n);
  expect(settlementOfLine(spoolLine(plain).trimEnd())).toEqual(plain);
});
