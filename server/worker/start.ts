import { EventEmitter } from "node:events";
import { type CronItem, Logger, parseCronItems, run, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { log } from "@/lib/log";
import { standAsAlive } from "@/server/worker/alive";

const CONCURRENCY = 4;

export type Worker = {
  /** Settles when the worker has ended; rejects when it ended by itself. */
  finished: Promise<void>;
  /** Lets running jobs end and gives the others back. */
  stop(): Promise<void>;
};

/** Starts taking the jobs of `tasks` from the queue in the database, and enqueues those of `schedule` at their times. */
export async function startWorker(databaseUrl: string, tasks: TaskList, schedule: CronItem[]): Promise<Worker> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONCURRENCY + 2, application_name: "relais worker" });
  const onBroken = (error: Error) => log.warn({ err: error }, "a connection of the worker broke");
  pool.on("error", onBroken);
  pool.on("connect", (client) => client.on("error", onBroken));
  const events: WorkerEvents = new EventEmitter();
  const poolId = new Promise<string>((resolve) => events.once("pool:create", ({ workerPool }) => resolve(workerPool.id)));
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    parsedCronItems: parseCronItems(schedule),
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: queueLogger,
    events,
  });
  const alive = await standAsAlive(databaseUrl, await poolId);
  return {
    finished: runner.promise,
    async stop() {
      await runner.stop();
      await alive.end();
      await pool.end();
    },
  };
}

const queueLogger = new Logger((scope) => (level, message) => {
  if (level === "error") log.error({ job: scope.jobId, task: scope.taskIdentifier }, message);
  else if (level === "warning") log.warn({ job: scope.jobId, task: scope.taskIdentifier }, message);
  else log.debug({ job: scope.jobId, task: scope.taskIdentifier }, message);
});
