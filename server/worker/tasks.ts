import type { JobHelpers, Task, TaskList } from "graphile-worker";
import { clearLostUploads } from "@/lib/api/files/clear-lost-uploads";
import { checkEnforcement, checkReportedProfile } from "@/lib/attribution/check-enforcement";
import { keepProfiles } from "@/lib/attribution/keep-profiles";
import { mailEnforcement } from "@/lib/attribution/mail-enforcement";
import { dropOldMailTokens } from "@/lib/auth/drop-old-tokens";
import { dropEndedSessions } from "@/lib/auth/ended-session";
import { archiveBatches } from "@/lib/batches/archive-batches";
import { checkDueBatches } from "@/lib/batches/check-due-batches";
import { fetchExchangeRates } from "@/lib/exchange/fetch-rates";
import { announceExpiries, mailExpiry } from "@/lib/expiries/announce-expiries";
import { dropExpiredFiles } from "@/lib/files/expired-files";
import { forgetOldKeys } from "@/lib/idempotency/forget-keys";
import { ensureUsagePartitions, sweepHolds } from "@/lib/ledger/sweep-holds";
import type { JobName, JobPayloads } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { MailRefusedError } from "@/lib/platform/mailer";
import { postgres } from "@/lib/platform/postgres";
import { announceRetirements, mailRetirement } from "@/lib/retirements/announce-retirements";
import { dropOldEvents } from "@/lib/topups/events/drop-old-events";
import { handleEvent } from "@/lib/topups/events/handle-event";
import { reconcileEvents, reconcileTopUps } from "@/lib/topups/events/reconcile-top-ups";
import { sendReceipt } from "@/lib/topups/payment/mail-receipt";
import { mailQuestion } from "@/lib/topups/questions/question-mail";
import { payDebts } from "@/lib/topups/refunds/pay-debts";
import { sendRefund } from "@/lib/topups/refunds/send-refund";
import { resealAccounts } from "@/lib/upstream-accounts/reseal-accounts";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { checkAllBooks, checkChangedBooks } from "@/server/worker/check-books";
import { unlockDeadWorkers } from "@/server/worker/heartbeat";
import { repeatWithinMinute } from "@/server/worker/sub-minute-rounds";

/** The jobs that are enqueued by name, with the payload of each. */
export const JOBS: { [Name in JobName]: (payload: JobPayloads[Name], helpers: JobHelpers) => Promise<unknown> } = {
  "stripe-event": ({ eventId }, { job }) => handleEvent(eventId, { isLastAttempt: job.attempts >= job.max_attempts }),
  "topup-receipt": ({ topUpId }) => sendReceipt(topUpId),
  refund: (refund) => sendRefund(refund),
  "payment-question": mailQuestion,
  "credit-expiry": mailExpiry,
  "model-retirement": mailRetirement,
  "profile-standing": checkReportedProfile,
  enforcement: mailEnforcement,
};

/** The scheduled rounds. Each may run twice at once, and may be killed at any line. */
export const ROUNDS = {
  "sweep-holds-and-lots": () => sweepHolds(),
  "roll-up-usage": () => rollUpUsage(),
  "make-usage-partitions": () => ensureUsagePartitions(),
  "check-changed-books": () => checkChangedBooks(),
  "check-all-books": () => checkAllBooks(),
  "drop-old-events": () => dropOldEvents(),
  "drop-old-mail-tokens": () => dropOldMailTokens(),
  "drop-ended-sessions": () => dropEndedSessions(),
  "forget-idempotency-keys": () => forgetOldKeys(),
  "unlock-dead-workers": () => unlockDeadWorkers(),
  "reconcile-topups": () => reconcileTopUps(),
  "pay-debts": () => payDebts(),
  "reconcile-stripe-events": () => reconcileEvents(),
  "reseal-accounts": () => resealAccounts(),
  "tend-message-batches": () => checkDueBatches(),
  "archive-message-batches": () => archiveBatches(),
  "clear-lost-uploads": () => clearLostUploads(new Date()),
  "drop-expired-files": () => dropExpiredFiles(),
  "keep-user-profiles": () => keepProfiles(),
  "check-enforcement": () => checkEnforcement(),
  "fetch-exchange-rates": () => fetchExchangeRates(),
  "announce-expiries": () => announceExpiries(new Date()),
  "announce-retirements": () => announceRetirements(new Date()),
} satisfies Record<string, () => Promise<unknown>>;

export type RoundName = keyof typeof ROUNDS;

/** A call of a dead process holds money until the sweep, an hour without roll-up is slow to read, and people wait for batches. */
const SUB_MINUTE: readonly string[] = ["sweep-holds-and-lots", "roll-up-usage", "tend-message-batches"] satisfies RoundName[];

/** A job of this name as the queue runs it. */
export function jobTask<Name extends JobName>(name: Name, run: (typeof JOBS)[Name] = JOBS[name]): Task {
  return async (payload, helpers) => {
    try {
      await run(payload as JobPayloads[Name], helpers);
    } catch (error) {
      if (error instanceof MailRefusedError) await endAttempts(helpers);
      throw withCause(error);
    }
  };
}

/** A permanent refusal is not retried for three days: an admin sees it at once. */
async function endAttempts({ job }: JobHelpers): Promise<void> {
  await postgres().query("UPDATE graphile_worker._private_jobs SET max_attempts = attempts WHERE id = $1", [job.id]);
}

/** The queue stores only the message, and a person needs the reason: the words of the mail server or the payment service. */
function withCause(error: unknown): unknown {
  if (!(error instanceof Error && error.cause instanceof Error)) return error;
  return new Error(`${error.message} (${error.cause.message})`, { cause: error });
}

/**
 * The rounds as the queue runs them. A round is skipped while the previous one still runs: that one does its work too, and takes one place.
 */
export function roundTasks(rounds: Record<string, () => Promise<unknown>> = ROUNDS): TaskList {
  return Object.fromEntries(Object.entries(rounds).map(([name, run]) => [name, roundTask(name, run)]));
}

function roundTask(name: string, run: () => Promise<unknown>): Task {
  let isUnderWay = false;
  return async (payload, helpers) => {
    if (SUB_MINUTE.includes(name)) await repeatWithinMinute(name, payload, helpers);
    if (isUnderWay) {
      log.warn({ event: "worker.round_left_out", round: name }, "a round is left out, since the last one is still under way");
      return;
    }
    isUnderWay = true;
    try {
      await run();
    } finally {
      isUnderWay = false;
    }
  };
}
