import { SCHEDULE } from "@/server/worker/schedule";
import type { WorkQueue } from "@/server/worker/start-worker";
import { jobTask, roundTasks } from "@/server/worker/tasks";

const rounds = roundTasks();

/** Kinds of work that must not wait for another: a payment does not wait for a mail server, nor a sweep for Stripe. */
export const QUEUES: WorkQueue[] = [
  // One place for each, because a round takes at most one place: none waits for another.
  { tasks: rounds, atOnce: Object.keys(rounds).length, schedule: SCHEDULE },
  { tasks: { "stripe-event": jobTask("stripe-event"), refund: jobTask("refund") }, atOnce: 3 },
  { tasks: { "profile-standing": jobTask("profile-standing") }, atOnce: 2 },
  {
    tasks: {
      "topup-receipt": jobTask("topup-receipt"),
      "payment-question": jobTask("payment-question"),
      "credit-expiry": jobTask("credit-expiry"),
      "model-retirement": jobTask("model-retirement"),
      enforcement: jobTask("enforcement"),
    },
    atOnce: 2,
  },
];
