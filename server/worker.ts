import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { SCHEDULE } from "@/server/worker/schedule";
import { startWorker } from "@/server/worker/start";
import { TASKS } from "@/server/worker/tasks";

/** The worker process: everything that happens without somebody waiting for it. Beside the web process, or on a host of its own. */
const worker = await startWorker(env.DATABASE_URL, TASKS, SCHEDULE);
log.info("the worker is ready");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  });
}

// The library ticks finished jobs off without waiting. A cut connection there loses nothing: the job is given back
// within a minute and every job may run twice, so the others go on.
process.on("unhandledRejection", (error) => log.error({ err: error }, "a job could not be ticked off"));

// Without its queue the process is of no use: whoever runs it starts it again.
worker.finished.catch((error: unknown) => {
  log.fatal({ err: error }, "the worker lost its queue");
  process.exit(1);
});
