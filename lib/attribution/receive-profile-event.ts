import "server-only";
import { Webhook } from "standardwebhooks";
import { AppError } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction } from "@/lib/platform/postgres";
import { findProfiles } from "@/lib/user-profiles/named-profiles";

export const MOST_EVENT_BYTES = 64 * 1024;
const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const TYPES = new Set(["user_profile.enforcement_action_opened", "user_profile.enforcement_action_resolved"]);

export type Delivery = { body: Uint8Array; header(name: string): string | null };

/**
 * Accepts one delivery of Anthropic's: verifies its raw bytes, and enqueues a reading of the profile that it names. It decides nothing: the
 * worker stores what Claude says then, so a repeated or late delivery does no harm. Throws `invalid_request` for anything that is not
 * signed with our secret within five minutes.
 */
export async function receiveProfileEvent({ body, header }: Delivery, secrets = env.ANTHROPIC_WEBHOOK_SECRET): Promise<void> {
  if (body.byteLength > MOST_EVENT_BYTES) throw new AppError("request_too_large", "The event is larger than 64 KB.");
  const text = verifiedText(Buffer.from(body).toString("utf8"), header, activeSecrets(secrets));
  const profileId = profileIn(text);
  if (profileId === null) return;
  if ((await findProfiles(profileId)).length === 0) {
    // Another program of the operator's may have profiles in the same organisation.
    log.info({ event: "profiles.webhook_unknown", profileId }, "a webhook names a user profile that is none of ours");
    return;
  }
  await inTransaction((on) => enqueue(on, "profile-standing", { profileId }, { key: `profile-standing:${profileId}` }));
}

/** An empty secret would verify anybody's event. */
function activeSecrets(secrets: string | undefined): string[] {
  return (secrets ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter(Boolean);
}

function verifiedText(text: string, header: Delivery["header"], secrets: string[]): string {
  const headers = Object.fromEntries(HEADERS.map((name) => [name, header(name) ?? ""]));
  if (secrets.some((secret) => isSignedWith(secret, text, headers))) return text;
  log.warn(
    { event: "profiles.webhook_refused", secrets: secrets.length },
    "a webhook was refused: no signature of ours within five minutes",
  );
  throw new AppError("invalid_request", "The signature does not verify.");
}

function isSignedWith(secret: string, text: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(text, headers, { jsonParse: false });
    return true;
  } catch {
    // Signed with another secret or too old: both are refused in the same way, and the next secret may fit.
    return false;
  }
}

/** The profile whose limits changed; null for events of other kinds. */
function profileIn(text: string): string | null {
  let event: { data?: { type?: unknown; id?: unknown } } | null;
  try {
    event = JSON.parse(text);
  } catch {
    throw new AppError("invalid_request", "This is no event: it is no JSON.");
  }
  const { type, id } = event?.data ?? {};
  if (typeof type !== "string" || !TYPES.has(type)) return null;
  if (typeof id !== "string" || !/^[\w-]{1,200}$/.test(id)) throw new AppError("invalid_request", "This event names no user profile.");
  return id;
}
