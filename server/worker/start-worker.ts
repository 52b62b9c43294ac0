import { EventEmitter } from "node:events";
import { type CronItem, Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { type StatementLimits, watched } from "@/lib/platform/postgres-connection";
import { Heartbeat } from "@/server/worker/heartbeat";

/** The limits of the queue's own statements, not of its jobs. */
const QUEUE_LIMITS: StatementLimits = { statementMs: 10_000, idleInTransactionMs: 60_000 };
const TURN_WITHIN_MS = 30_000;
/** A job that takes longer to end is given back, and runs again elsewhere. */
const STOP_WITHIN_MS = 25_000;
const END_WITHIN_MS = 1_000;

/** A separate queue of work: other kinds of jobs do not take its places. */
export type WorkQueue = {
  tasks: TaskList;
  /** How many of its jobs run at once. */
  atOnce: number;
  schedule?: CronItem[];
};

export type Worker = {
  /** Settles when the worker has ended; rejects when it ended unexpectedly. */
  finished: Promise<unknown>;
  /** Lets running jobs end and gives the others back. */
  stop(): Promise<void>;
};

/** Starts taking jobs of every kind from the queue in the database, and enqueues scheduled ones at their times. */
export async function startWorker(databaseUrl: string, queues: WorkQueue[]): Promise<Worker> {
  const size = { max: 2 * queues.length + queues.reduce((sum, { atOnce }) => sum + atOnce, 0), turnWithinMs: TURN_WITHIN_MS };
  const pool = new pg.Pool({ ...watched(databaseUrl, QUEUE_LIMITS, size), application_name: "relais worker" });
  // The client has logged it. The library wants the second listener, but our clients listen to their own errors.
  pool.on("error", () => undefined).on("connect", () => undefined);
  const running = new Set<string>();
  const runners: Runner[] = [];
  const poolIds: string[] = [];
  const heartbeat = new Heartbeat(databaseUrl, poolIds, running);
  const stop = async () => {
    await inTime(Promise.all(runners.map((runner) => runner.stop())), STOP_WITHIN_MS);
    await heartbeat.end();
    await inTime(pool.end(), END_WITHIN_MS);
  };
  try {
    for (const queue of queues) {
      const { runner, poolId } = await startQueue(pool, queue, running);
      runners.push(runner);
      poolIds.push(poolId);
    }
    await heartbeat.begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return { finished: Promise.race(runners.map((runner) => runner.promise)), stop };
}

async function startQueue(pool: pg.Pool, { tasks, atOnce, schedule = [] }: WorkQueue, running: Set<string>) {
  const events: WorkerEvents = new EventEmitter();
  const poolId = new Promise<string>((resolve) => events.once("pool:create", ({ workerPool }) => resolve(workerPool.id)));
  events.on("job:start", ({ job }) => running.add(job.id));
  events.on("job:complete", ({ job }) => running.delete(job.id));
  events.on("job:failed", ({ job, error }) => {
    // A round comes again, and the queue has logged its error.
    if (job.max_attempts > 1)
      log.error(
        { event: "worker.job_given_up", job: job.id, task: job.task_identifier, err: error },
        "a job is given up and waits in /admin/failures",
      );
  });
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    parsedCronItems: parseCronItems(schedule),
    concurrency: atOnce,
    noHandleSignals: true,
    logger: queueLogger,
    events,
  });
  return { runner, poolId: await poolId };
}

async function inTime(work: Promise<unknown>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn({ event: "worker.stopped_late" }, "the worker has stopped without waiting any longer");
      resolve();
    }, withinMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const queueLogger = new Logger((scope) => (level, message) => {
  const facts = { event: "worker.queue_message", job: scope.jobId, task: scope.taskIdentifier } as const;
  if (level === "error") log.error(facts, message);
  else if (level === "warning") log.warn(facts, message);
  else log.debug(facts, message);
});
