import "server-only";
import type Stripe from "stripe";
import { type Clock, systemClock } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs";
import { log } from "@/lib/log";
import { isLiveKey, stripe } from "@/lib/topups/stripe";

export const MAX_WEBHOOK_BYTES = 256 * 1024;
const TOLERANCE_SECONDS = 300;

/**
 * Takes one delivery: verifies it over its raw bytes and puts it into the inbox, together with the job that will act on
 * it. Deciding anything is the worker's part. A delivery that was taken before changes nothing.
 */
export async function receiveWebhook(
  delivery: { body: Uint8Array; signature: string | null },
  clock: Clock = systemClock,
  secrets: string | undefined = env.STRIPE_WEBHOOK_SECRET,
): Promise<void> {
  if (delivery.body.byteLength > MAX_WEBHOOK_BYTES) throw new AppError("request_too_large", "The event is larger than 256 KB.");
  const event = verifiedEvent(delivery.body, delivery.signature, activeSecrets(secrets), clock);
  if (!isWhole(event)) throw new AppError("invalid_request", "This is no event of Stripe's: it lacks its id, its type or its object.");
  if (event.livemode !== isLiveKey(env.STRIPE_SECRET_KEY ?? "")) {
    throw new AppError("invalid_request", "The event comes from the other mode of Stripe: live and test are kept apart.");
  }
  await storeEvent(event);
}

/** Puts an event of Stripe's into the inbox once, with its job in the same transaction. Returns whether it was new. */
export async function storeEvent(event: Stripe.Event): Promise<boolean> {
  return transaction(async (tx) => {
    const stored = await tx.$executeRaw`
      INSERT INTO stripe_event (id, type, object_id, api_version, is_live, payload)
      VALUES (${event.id}, ${event.type}, ${objectId(event)}, ${event.api_version}, ${event.livemode}, ${JSON.stringify(event)}::jsonb)
      ON CONFLICT (id) DO NOTHING`;
    if (stored > 0) await enqueue(tx, "stripe-event", { eventId: event.id }, { key: `stripe-event:${event.id}` });
    return stored > 0;
  });
}

/** During a rotation the variable holds both secrets, separated by a comma. An empty one would verify anybody's event. */
function activeSecrets(secrets: string | undefined): string[] {
  return (secrets ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

function verifiedEvent(body: Uint8Array, signature: string | null, secrets: string[], clock: Clock): Stripe.Event {
  const now = clock.now().getTime();
  // The library refuses what is too old and lets the future pass: a signature must not be made for later use.
  const signedAt = Number.parseInt(/(?:^|,)t=(\d+)/.exec(signature ?? "")?.[1] ?? "0", 10);
  if (signature && signedAt - Math.floor(now / 1000) <= TOLERANCE_SECONDS) {
    for (const secret of secrets) {
      const event = eventSignedWith(secret, body, signature, now);
      if (event) return event;
    }
  }
  log.warn({ signedAt, secrets: secrets.length }, "a webhook was refused: no signature of ours within five minutes");
  throw new AppError("invalid_request", "The signature does not verify.");
}

function eventSignedWith(secret: string, body: Uint8Array, signature: string, now: number): Stripe.Event | null {
  try {
    return stripe().webhooks.constructEvent(Buffer.from(body), signature, secret, TOLERANCE_SECONDS, undefined, now);
  } catch {
    // Signed with another secret, too old, or no JSON: all the same refusal, and the next secret may fit.
    return null;
  }
}

/** A signature says who sent the bytes, not that they are an event: another program may sign with the same secret. */
function isWhole(event: { id?: unknown; type?: unknown; data?: { object?: unknown } | null } | null): boolean {
  return typeof event?.id === "string" && typeof event.type === "string" && typeof event.data?.object === "object";
}

function objectId(event: Stripe.Event): string | null {
  const object: unknown = event.data.object;
  return typeof object === "object" && object !== null && "id" in object && typeof object.id === "string" ? object.id : null;
}
