import type { JobHelpers, TaskList } from "graphile-worker";
import { resealAccounts } from "@/lib/accounts/reseal";
import { dropOldMailTokens } from "@/lib/auth/drop-old-tokens";
import { forgetOldKeys } from "@/lib/idempotency/forget-keys";
import type { JobName, JobPayloads } from "@/lib/jobs";
import { ensureUsagePartitions, sweep } from "@/lib/ledger/sweep";
import { dropOldEvents } from "@/lib/topups/clean-up";
import { handleEvent } from "@/lib/topups/handle-event";
import { sendReceipt } from "@/lib/topups/receipt";
import { reconcileEvents, reconcileTopUps } from "@/lib/topups/reconcile";
import { rollUpUsage } from "@/lib/usage/roll-up";
import { unlockDeadWorkers } from "@/server/worker/alive";
import { checkAllBooks, checkChangedBooks } from "@/server/worker/check-books";
import { repeatWithinMinute } from "@/server/worker/often";

/** What is enqueued by name, with what each job is told. */
const JOBS: { [Name in JobName]: (payload: JobPayloads[Name], helpers: JobHelpers) => Promise<unknown> } = {
  "stripe-event": ({ eventId }, { job }) => handleEvent(eventId, { isLastAttempt: job.attempts >= job.max_attempts }),
  "topup-receipt": ({ topUpId }) => sendReceipt(topUpId),
};

/** What comes round by the clock. Each is safe to run twice at once, and to be killed at any line. */
export const ROUNDS = {
  "sweep-holds-and-lots": () => sweep(),
  "roll-up-usage": () => rollUpUsage(),
  "make-usage-partitions": () => ensureUsagePartitions(),
  "check-changed-books": () => checkChangedBooks(),
  "check-all-books": () => checkAllBooks(),
  "drop-old-events": () => dropOldEvents(),
  "drop-old-mail-tokens": () => dropOldMailTokens(),
  "forget-idempotency-keys": () => forgetOldKeys(),
  "unlock-dead-workers": () => unlockDeadWorkers(),
  "reconcile-topups": () => reconcileTopUps(),
  "reconcile-stripe-events": () => reconcileEvents(),
  "reseal-accounts": () => resealAccounts(),
} satisfies Record<string, () => Promise<unknown>>;

/** A call whose process died holds money until it is swept, and an hour that is not rolled up is slow to read. */
const OFTEN: (keyof typeof ROUNDS)[] = ["sweep-holds-and-lots", "roll-up-usage"];

export const TASKS: TaskList = {
  ...withoutResult(JOBS),
  ...withoutResult(ROUNDS),
  ...Object.fromEntries(OFTEN.map((task) => [task, oftenTask(task)])),
};

function oftenTask(task: keyof typeof ROUNDS) {
  return async (payload: unknown, helpers: JobHelpers) => {
    await repeatWithinMinute(task, payload, helpers);
    await ROUNDS[task]();
  };
}

// The queue takes an answer of the task for a request to run parts of it again.
function withoutResult(tasks: Record<string, (payload: never, helpers: JobHelpers) => Promise<unknown>>): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, run]) => [
      name,
      async (payload: unknown, helpers: JobHelpers) => {
        await run(payload as never, helpers);
      },
    ]),
  );
}
