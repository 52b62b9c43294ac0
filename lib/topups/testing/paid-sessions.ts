import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { nameOrder } from "@/lib/topups/orders/find-order";
import { control, ownStripe } from "@/lib/topups/testing/stripe-stand-in";
import type { Buyer } from "@/lib/topups/testing/top-ups";

/** `topUpId` is what the session's metadata say, `reference` its own reference. The sums are those that Stripe says were paid. */
export type SessionFacts = {
  currency: string;
  topUpId: string;
  reference: string;
  workspaceId: string;
  amountSubtotal: number;
  amountTotal: number;
};

/** An order of $20 whose paid session may differ from it. */
export async function orderWithSession(buyer: Buyer, facts: Partial<SessionFacts>): Promise<string> {
  const id = newId();
  const session = await paidSession({ topUpId: id, workspaceId: buyer.workspaceId, ...facts });
  await insertOrder(buyer, id, session.id);
  return id;
}

/** An order of $20 as a crash leaves it: its session, if it has one, is known to Stripe only. */
export async function insertOrder({ workspaceId }: Buyer, id: string, sessionId: string | null): Promise<void> {
  await database().topUp.create({
    data: { id, workspaceId, state: "created", amountCents: 2_000, currency: "usd", submissionKey: id, sessionId },
  });
  await nameOrder(postgres(), { workspaceId, id }, `order:${id}`);
}

export async function paidSession(facts: Partial<SessionFacts>) {
  const { topUpId = "", reference = topUpId, workspaceId = "", currency = "usd", amountTotal = 2_000, amountSubtotal } = facts;
  const session = await ownStripe.checkout.sessions.create({
    mode: "payment",
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: 2_000, product_data: { name: "Relais balance" } } }],
    client_reference_id: reference,
    metadata: { topup_id: topUpId, workspace_id: workspaceId },
    success_url: "http://relais.test/return",
    cancel_url: "http://relais.test/return",
  });
  await control("POST", `sessions/${session.id}/pay`, { amountTotal, amountSubtotal });
  return session;
}
