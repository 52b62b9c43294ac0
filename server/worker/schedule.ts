import type { CronItem } from "graphile-worker";
import type { RoundName } from "@/server/worker/tasks";

/** The times of each round, in UTC. The queue makes one job for each moment however many workers there are. */
const TIMES: Record<RoundName, string> = {
  "sweep-holds-and-lots": "* * * * *",
  "roll-up-usage": "* * * * *",
  "make-usage-partitions": "11 * * * *",
  "check-changed-books": "*/5 * * * *",
  "check-all-books": "31 3 * * *",
  "drop-old-events": "41 4 * * *",
  "drop-old-mail-tokens": "47 4 * * *",
  "drop-ended-sessions": "52 4 * * *",
  "forget-idempotency-keys": "17 * * * *",
  "unlock-dead-workers": "* * * * *",
  "reconcile-topups": "*/2 * * * *",
  "pay-debts": "* * * * *",
  "reconcile-stripe-events": "7 * * * *",
  "reseal-accounts": "*/10 * * * *",
  "tend-message-batches": "* * * * *",
  "archive-message-batches": "37 4 * * *",
  "clear-lost-uploads": "*/5 * * * *",
  "drop-expired-files": "27 * * * *",
  "keep-user-profiles": "* * * * *",
  "check-enforcement": "*/5 * * * *",
  // The list comes about 15:00 UTC on working days; a missed hour is made good by the next.
  "fetch-exchange-rates": "21 * * * *",
  "announce-expiries": "11 6 * * *",
  "announce-retirements": "23 6 * * *",
};

export const SCHEDULE: CronItem[] = Object.entries(TIMES).map(([task, match]) => ({
  task,
  match,
  // A failed round is not repeated: the next one does its work. With one key, a failed one is replaced and does not pile up.
  options: { maxAttempts: 1, jobKey: `round:${task}`, jobKeyMode: "replace", backfillPeriod: 0 },
}));
