// A worker process for tests that takes one job, says so, and never ends it.
import { startWorker } from "@/server/worker/start-worker";

const hang = () => {
  console.log("took the job");
  return new Promise<void>(() => undefined);
};

void startWorker(process.env.DATABASE_URL ?? "", [{ tasks: { "stripe-event": hang }, atOnce: 1 }]);
