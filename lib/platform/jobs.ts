import "server-only";
import type { Transaction } from "@/lib/platform/transaction";

/** The work that is done outside of a request, with what each job is told. Jobs may run twice: each is safe to repeat. */
export type JobPayloads = {
  "stripe-event": { eventId: string };
  "topup-receipt": { topUpId: string };
  "payment-question": { eventId: string; userId?: string };
  "model-retirement": { modelId: string; userId?: string };
};
export type JobName = keyof JobPayloads;

type JobOptions = {
  /** While a job of this key waits, another of the same key takes its place instead of running as well. */
  key?: string;
  runAt?: Date;
};

/** Attempts with exponential back-off, six hours at most between two: three days in all, as long as Stripe itself repeats. */
export const JOB_ATTEMPTS = 25;

/** One job for each admin: where one address is refused, the others have their mail, and have it once. */
export async function enqueueForAdmins<Name extends "payment-question" | "model-retirement">(
  tx: Transaction,
  name: Name,
  payload: JobPayloads[Name],
  { key }: { key: string },
): Promise<void> {
  const admins = await tx.user.findMany({ where: { role: "admin" }, select: { id: true } });
  for (const { id } of admins) await enqueue(tx, name, { ...payload, userId: id }, { key: `${key}:${id}` });
}

/** Enqueues a job that exists if, and only if, the transaction commits. */
export async function enqueue<Name extends JobName>(
  tx: Transaction,
  name: Name,
  payload: JobPayloads[Name],
  { key, runAt }: JobOptions = {},
): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM graphile_worker.add_job(
      ${name}::text, ${JSON.stringify(payload)}::json,
      run_at => ${runAt ?? null}::timestamptz, max_attempts => ${JOB_ATTEMPTS}::int, job_key => ${key ?? null}::text)`;
}
