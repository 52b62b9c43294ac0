import "server-only";
import type Stripe from "stripe";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError, invariant } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction } from "@/lib/platform/postgres";
import { isLiveKey, stripe } from "@/lib/platform/stripe";
import { type DeliveredEvent, deliveredEvent } from "@/lib/topups/events/delivered-event";

export const MAX_WEBHOOK_BYTES = 256 * 1024;
const TOLERANCE_SECONDS = 300;

/**
 * Accepts one delivery: verifies its raw bytes and puts it into the inbox, together with the job that will handle it. All
 * decisions are the worker's. A repeated delivery changes nothing.
 */
export async function receiveWebhook(
  delivery: { body: Uint8Array; signature: string | null },
  clock: Clock = systemClock,
  secrets: string | undefined = env.STRIPE_WEBHOOK_SECRET,
): Promise<void> {
  if (delivery.body.byteLength > MAX_WEBHOOK_BYTES) throw new AppError("request_too_large", "The event is larger than 256 KB.");
  const text = verifiedText(delivery.body, delivery.signature, activeSecrets(secrets), clock);
  const event = deliveredEvent(text);
  if (!event) throw new AppError("invalid_request", "This is no event of Stripe's: it lacks its id, its type or its object.");
  if (event.isLive !== isLiveKey(env.STRIPE_SECRET_KEY ?? "")) {
    throw new AppError("invalid_request", "The event comes from the other mode of Stripe: live and test are kept apart.");
  }
  await storeDelivered(event);
}

/** Puts a listed event into the inbox once, as if it had been delivered. Returns whether it was new. */
export async function storeEvent(listed: Stripe.Event): Promise<boolean> {
  const event = deliveredEvent(JSON.stringify(listed));
  invariant(event, "what Stripe lists is an event");
  return storeDelivered(event);
}

/** Inserts an event once, with its job in the same transaction. An event that cannot be handled is `dead` at once and shown to an admin. */
async function storeDelivered(event: DeliveredEvent): Promise<boolean> {
  const { id, type, problem } = event;
  const state = problem ? "dead" : "pending";
  const isNew = await inTransaction(async (on) => {
    const { rowCount } = await on.query(
      `INSERT INTO stripe_event (id, type, object_id, api_version, is_live, payload, raw_text, state, last_error)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
      [id, type, event.objectId, event.apiVersion, event.isLive, event.payload, event.rawText, state, problem],
    );
    const isStored = rowCount === 1;
    if (isStored && !problem) await enqueue(on, "stripe-event", { eventId: id }, { key: `stripe-event:${id}` });
    return isStored;
  });
  if (isNew && problem)
    log.error({ event: "payments.event_kept", eventId: id, type, problem }, "a Stripe event is kept for a person to look at");
  return isNew;
}

/** During a rotation the variable has both secrets, separated by a comma. An empty secret would verify anybody's event. */
function activeSecrets(secrets: string | undefined): string[] {
  return (secrets ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

function verifiedText(body: Uint8Array, signature: string | null, secrets: string[], clock: Clock): string {
  const now = clock.now().getTime();
  // The library refuses old signatures but accepts future ones: a signature must not be made for later use.
  const signedAt = Number.parseInt(/(?:^|,)t=(\d+)/.exec(signature ?? "")?.[1] ?? "0", 10);
  if (signature && signedAt - Math.floor(now / 1000) <= TOLERANCE_SECONDS) {
    for (const secret of secrets) {
      if (isSignedWith(secret, body, signature, now)) return Buffer.from(body).toString("utf8");
    }
  }
  log.warn(
    { event: "payments.webhook_refused", signedAt, secrets: secrets.length },
    "a webhook was refused: no signature of ours within five minutes",
  );
  throw new AppError("invalid_request", "The signature does not verify.");
}

// The library's own event parser is not used: it fails in the same way for a wrong signature and for an event of another shape.
function isSignedWith(secret: string, body: Uint8Array, signature: string, now: number): boolean {
  try {
    return stripe().webhooks.signature?.verifyHeader(Buffer.from(body), signature, secret, TOLERANCE_SECONDS, undefined, now) ?? false;
  } catch {
    // Signed with another secret or too old: both are refused in the same way, and the next secret may fit.
    return false;
  }
}
