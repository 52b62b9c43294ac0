import "server-only";
import type { Queryable } from "@/lib/platform/postgres";

/** The jobs outside a request, with the payload of each. A job may run twice: each is safe to repeat. */
export type JobPayloads = {
  "stripe-event": { eventId: string };
  "topup-receipt": { topUpId: string };
  /** Asks the payment service for a refund whose credit is taken off. */
  refund: { workspaceId: string; refundId: string };
  "payment-question": { eventId: string; userId?: string };
  "credit-expiry": { workspaceId: string; userId: string; lotIds: string[] };
  "model-retirement": { modelId: string; userId?: string };
  "profile-standing": { profileId: string };
  enforcement: { workspaceId: string; accountId: string; actionId: string; isOpen: boolean; isAdmin: boolean; userId?: string };
};
export type JobName = keyof JobPayloads;

type JobOptions = {
  /** While a job of this key waits, another of the same key replaces it. */
  key?: string;
  runAt?: Date;
};

/** Attempts with exponential back-off, six hours at most between two: three days in all, as long as Stripe itself repeats. */
export const JOB_ATTEMPTS = 25;

/** One job for each admin: when one address is refused, the others still get their mail, and get it once. */
export async function enqueueForAdmins<Name extends "payment-question" | "model-retirement" | "enforcement">(
  on: Queryable,
  name: Name,
  payload: JobPayloads[Name],
  { key }: { key: string },
): Promise<void> {
  const { rows } = await on.query<{ id: string }>(`SELECT id FROM "user" WHERE role = 'admin'`);
  for (const { id } of rows) await enqueue(on, name, { ...payload, userId: id }, { key: `${key}:${id}` });
}

/** Enqueues a job that exists if, and only if, the transaction commits. */
export async function enqueue<Name extends JobName>(
  on: Queryable,
  name: Name,
  payload: JobPayloads[Name],
  { key, runAt }: JobOptions = {},
): Promise<void> {
  await on.query("SELECT 1 FROM graphile_worker.add_job($1, $2::json, run_at => $3, max_attempts => $4, job_key => $5)", [
    name,
    JSON.stringify(payload),
    runAt ?? null,
    JOB_ATTEMPTS,
    key ?? null,
  ]);
}
