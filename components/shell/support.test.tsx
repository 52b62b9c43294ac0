import { expect, test } from "vitest";
import { BalanceStrip } from "@/components/billing/balance-strip";
import { SupportEmailProvider, SupportLink } from "@/components/shell/support";
import { drawn } from "@/components/ui/testing/drawn";

const wallet = {
  availableNano: 0n,
  heldNano: 0n,
  spentTotalNano: 0n,
  debtNano: 0n,
  owedNano: 0n,
  isFrozen: false,
  isQuestioned: false,
  holdsInFlight: 0,
};

test.each(["isFrozen", "isQuestioned"] as const)("a balance that is stopped (%s) names the address of support", (why) => {
  const strip = <BalanceStrip wallet={{ ...wallet, [why]: true }} />;
  expect(drawn(<SupportEmailProvider value="help@relais.example">{strip}</SupportEmailProvider>)).toContain("mailto:help@relais.example");
  expect(drawn(strip)).not.toContain("mailto:");
});

test("without an operator's address nothing is shown in its place", () => {
  expect(drawn(<SupportLink />)).toBe("");
});
