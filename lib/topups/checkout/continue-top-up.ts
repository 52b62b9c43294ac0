import "server-only";
import { readTopUp } from "@/lib/topups/checkout/read-top-ups";
import { openCheckout, type TopUpStart } from "@/lib/topups/checkout/start-top-up";

/** The payment page of an unpaid order. A closed order has none: its own page says so. */
export async function continueTopUp(workspaceId: string, topUpId: string): Promise<TopUpStart> {
  const start = await openCheckout(await readTopUp(workspaceId, topUpId));
  return start.kind === "closed" ? { kind: "finished", topUpId } : start;
}
