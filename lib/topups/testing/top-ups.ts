import { Logger, runOnce } from "graphile-worker";
import type Stripe from "stripe";
import { newId } from "@/lib/basics/ids";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import type { JobPayloads } from "@/lib/platform/jobs";
import { database } from "@/lib/platform/prisma";
import { startTopUp, type TopUpStart } from "@/lib/topups/checkout/start-top-up";
import { handleEvent } from "@/lib/topups/events/handle-event";
import { receiveWebhook } from "@/lib/topups/events/webhook";
import { sendRefund } from "@/lib/topups/refunds/send-refund";
import { ownStripe } from "@/lib/topups/testing/stripe-stand-in";

export type Buyer = { workspaceId: string; userId: string; email: string };

/** Makes a person with an empty wallet. */
export async function newBuyer(): Promise<Buyer> {
  return { workspaceId: await walletWith({ availableNano: 0n }), userId: newId(), email: "ada@example.test" };
}

/** Submits the form and expects a redirect to a payment page. */
export async function startedTopUp(
  buyer: Buyer,
  amount = "20",
  formKey = newId(),
): Promise<{ topUpId: string; url: string; sessionId: string }> {
  const start = await startTopUp({ ...buyer, amount, formKey });
  const { url, topUpId } = expectCheckout(start);
  const { sessionId } = await database().topUp.findFirstOrThrow({ where: { id: topUpId } });
  if (!sessionId) throw new Error("the order has no session");
  return { topUpId, url, sessionId };
}

export function expectCheckout(start: TopUpStart): { url: string; topUpId: string } {
  if (start.kind !== "checkout") throw new Error(`expected a payment page, got ${JSON.stringify(start)}`);
  return start;
}

/** Delivers an event as Stripe does, signed. */
export async function deliver(event: Stripe.Event): Promise<void> {
  const payload = JSON.stringify(event);
  const signature = ownStripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_current" });
  await receiveWebhook({ body: Buffer.from(payload), signature });
}

/** Handles every event that is due, as the worker would. Mails have their own tests. */
export async function runJobs(): Promise<void> {
  await runOnce({
    connectionString: process.env.DATABASE_URL ?? "",
    taskList: {
      "stripe-event": (payload, { job }) => handleEvent(eventIdOf(payload), { isLastAttempt: job.attempts >= job.max_attempts }),
      refund: (payload) => sendRefund(payload as JobPayloads["refund"]),
      "topup-receipt": () => undefined,
      "payment-question": () => undefined,
    },
    logger: new Logger(() => () => undefined),
  });
}

function eventIdOf(payload: unknown): string {
  return (payload as JobPayloads["stripe-event"]).eventId;
}

export async function availableNano(workspaceId: string): Promise<bigint> {
  return (await readWallet(workspaceId))?.availableNano ?? -1n;
}

export async function stateOf(topUpId: string): Promise<string> {
  return (await database().topUp.findFirstOrThrow({ where: { id: topUpId } })).state;
}
