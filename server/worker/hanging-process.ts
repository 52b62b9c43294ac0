// A worker process for tests that takes one job, says so, and never ends it.
import { startWorker } from "@/server/worker/start";

void startWorker(
  process.env.DATABASE_URL ?? "",
  {
    "stripe-event": () => {
      console.log("took the job");
      return new Promise(() => undefined);
    },
  },
  [],
);
