import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { JOB_ATTEMPTS } from "@/lib/platform/jobs";
import { inTransaction, type Queryable, steady } from "@/lib/platform/postgres";

/** Background work that is not retried: a job that has used up its attempts, or the newest run of a round. */
export type FailedJob = {
  id: string;
  task: string;
  /** The job's payload: ids of rows, nothing secret. Empty for a round. */
  about: string;
  attempts: number;
  /** Null if its process died in the last attempt. */
  lastError: string | null;
  failedAt: Date;
  /** A scheduled round: its next run also does the work of this one. */
  isRound: boolean;
};

const FAILED = `
  SELECT j.id::text AS id, t.identifier AS task, coalesce((SELECT value FROM json_each_text(j.payload) WHERE key <> '_cron' LIMIT 1), '') AS about,
    j.attempts::integer AS attempts, left(j.last_error, 500) AS "lastError", j.updated_at AS "failedAt", coalesce(j.key LIKE 'round:%', false) AS "isRound"
  FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
  WHERE j.attempts >= j.max_attempts AND j.locked_at IS NULL`;

/** Newest first, with one entry for each round. */
export async function listFailedJobs(most: number): Promise<FailedJob[]> {
  const { rows } = await steady.query<FailedJob>(
    `SELECT * FROM (
       SELECT DISTINCT ON (CASE WHEN "isRound" THEN task ELSE id END) * FROM (${FAILED}) AS failed
       ORDER BY CASE WHEN "isRound" THEN task ELSE id END, "failedAt" DESC
     ) AS newest ORDER BY "failedAt" DESC, id LIMIT $1`,
    [most],
  );
  return rows;
}

/** Resets a job's attempts and starts the first one at once. False if it is not failed any more. */
export function tryJobAgain(actor: PersonActor, id: string): Promise<boolean> {
  return end(actor, id, "job.retry", (on, { isRound }) =>
    on.query("SELECT graphile_worker.reschedule_jobs(ARRAY[$1::bigint], run_at => now(), attempts => 0, max_attempts => $2)", [
      id,
      isRound ? 1 : JOB_ATTEMPTS,
    ]),
  );
}

/** Removes a job from the queue without running it. False if it is not failed any more. */
export function giveUpJob(actor: PersonActor, id: string): Promise<boolean> {
  return end(actor, id, "job.give_up", (on) => on.query("SELECT graphile_worker.complete_jobs(ARRAY[$1::bigint])", [id]));
}

function end(actor: PersonActor, id: string, action: string, write: (on: Queryable, job: FailedJob) => Promise<unknown>): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<FailedJob>(`${FAILED} AND j.id = $1 FOR UPDATE OF j`, [id]);
    const [job] = rows;
    if (!job) return false;
    await write(on, job);
    const { task, about, attempts, lastError } = job;
    await writeAudit(on, actor, { action, target: `job:${id}`, before: { task, about, attempts, lastError } });
    return true;
  });
}
