import { fetchExchangeRates } from "@/lib/exchange/fetch-rates";
import { env } from "@/lib/platform/env";
import { holdLastDefence } from "@/lib/platform/last-defence";
import { log } from "@/lib/platform/log";
import { workInBackground } from "@/lib/platform/postgres";
import { warnOfRights } from "@/lib/platform/postgres-rights";
import { goThroughProxies } from "@/lib/platform/proxies";
import { retryUntilConnected } from "@/server/retry-until-connected";
import { QUEUES } from "@/server/worker/queues";
import { startWorker } from "@/server/worker/start-worker";

/** The worker process: all work that no caller waits for. It runs beside the web process, or on a separate host. */
workInBackground();
await goThroughProxies();
const worker = await retryUntilConnected(() => startWorker(env.DATABASE_URL, QUEUES));
log.info({ event: "worker.ready" }, "the worker is ready");
void warnOfRights();
// A new installation has no rates yet, and its first buyer does not wait for the next round.
fetchExchangeRates().catch((error: unknown) => {
  log.warn({ event: "exchange.list_unread", err: error }, "the list of exchange rates could not be read: the next round tries again");
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ event: "worker.stop_failed", err: error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  });
}

// The library marks finished jobs as done without waiting: a cut connection there is an uncaught rejection.
holdLastDefence({ giveUp: () => process.kill(process.pid, "SIGTERM") });

// Without its queue the process is useless: its supervisor starts it again.
worker.finished.catch((error: unknown) => {
  log.fatal({ event: "worker.queue_lost", err: error }, "the worker lost its queue");
  process.exit(1);
});
