import "server-only";
import type { Transaction } from "@/lib/transaction";

/** The work that is done outside of a request, with what each job is told. Jobs may run twice: each is safe to repeat. */
export type JobPayloads = {
  "stripe-event": { eventId: string };
  "topup-receipt": { topUpId: string };
  "payment-question": { eventId: string };
  "model-retirement": { modelId: string };
};
export type JobName = keyof JobPayloads;

type JobOptions = {
  /** While a job of this key waits, another of the same key takes its place instead of running as well. */
  key?: string;
  runAt?: Date;
};

/** Attempts with exponential back-off, six hours at most between two: three days in all, as long as Stripe itself repeats. */
const MAX_ATTEMPTS = 25;

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
      run_at => ${runAt ?? null}::timestamptz, max_attempts => ${MAX_ATTEMPTS}::int, job_key => ${key ?? null}::text)`;
}
