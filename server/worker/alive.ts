import pg from "pg";
import { log } from "@/lib/log";
import { postgres } from "@/lib/postgres";

// Names our locks among all advisory locks of the database.
const LOCK_CLASS = 7_335_247;

/**
 * Marks this worker as alive by a lock that Postgres drops with the connection, however the process ends. The queue
 * itself would leave the jobs of a killed worker locked for four hours.
 */
export async function standAsAlive(databaseUrl: string, poolId: string): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true, application_name: "relais worker" });
  // Losing the lock can only make a job run twice, which every job allows.
  client.on("error", (error) => log.warn({ err: error }, "the worker's sign of life broke"));
  await client.connect();
  await client.query("SELECT pg_advisory_lock($1, hashtext($2))", [LOCK_CLASS, poolId]);
  return { end: () => client.end() };
}

/** Gives back the jobs of workers that are gone. Returns their number. */
export async function unlockDeadWorkers(): Promise<number> {
  // The lock is taken for this one transaction: that it can be taken says that nobody holds it.
  const { rows } = await postgres().query<{ worker: string }>(
    `SELECT locked_by AS worker FROM (
       SELECT DISTINCT locked_by FROM graphile_worker.jobs WHERE locked_by IS NOT NULL AND locked_at < now() - interval '15 seconds'
     ) AS holder WHERE pg_try_advisory_xact_lock($1, hashtext(locked_by))`,
    [LOCK_CLASS],
  );
  if (rows.length === 0) return 0;
  const dead = rows.map((row) => row.worker);
  await postgres().query("SELECT graphile_worker.force_unlock_workers($1)", [dead]);
  log.warn({ dead }, "jobs of workers that are gone were given back");
  return dead.length;
}
