import pg from "pg";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { endSoon } from "@/lib/platform/postgres-connection";

// Identifies our locks among all advisory locks of the database.
const LOCK_CLASS = 7_335_247;
const ANSWER_TIMEOUT_MS = 5_000;
const BEAT_MS = 15_000;
const RETRY_MS = 1_000;

const LOCK = "SELECT pg_advisory_lock($1, hashtext(pool)) FROM unnest($2::text[]) AS pool";
// The library has no statement for it: a job that ended while Postgres was unreachable would stay locked by us for four hours.
const GIVE_BACK_LOST = `
  UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
  WHERE locked_by = ANY ($1) AND id <> ALL ($2) AND locked_at < now() - interval '15 seconds' RETURNING id`;

/**
 * Marks this worker as alive with locks that Postgres drops with the connection, however the process ends. The queue itself would leave the
 * jobs of a killed worker locked for four hours. A lost connection is made again.
 */
export class Heartbeat {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly poolIds: string[],
    /** The jobs that this process is running. */
    private readonly running: ReadonlySet<string>,
  ) {}

  async begin(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: "relais worker",
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
    });
    // Losing the locks can only make a job run twice, which every job allows.
    client.on("error", (error) => this.lost(client, error));
    await client.connect();
    this.client = client;
    await client.query(LOCK, [LOCK_CLASS, this.poolIds]);
    this.again(() => this.beat(), BEAT_MS);
  }

  async end(): Promise<void> {
    this.hasEnded = true;
    clearTimeout(this.timer);
    if (this.client) await endSoon(this.client);
  }

  /** Checks that the connection is alive, and gives back jobs that are no longer running. */
  async beat(): Promise<void> {
    const { client } = this;
    if (!client) return this.begin();
    const { rowCount } = await client.query(GIVE_BACK_LOST, [this.poolIds, [...this.running]]);
    if (rowCount) log.warn({ event: "worker.jobs_given_back", jobs: rowCount }, "jobs whose end was not written down were given back");
    this.again(() => this.beat(), BEAT_MS);
  }

  private lost(client: pg.Client, error: Error): void {
    if (this.client !== client || this.hasEnded) return;
    log.warn({ event: "worker.sign_of_life_lost", err: error }, "the worker's heartbeat broke, making another");
    this.client = null;
    void endSoon(client);
    this.again(() => this.begin(), RETRY_MS);
  }

  private again(work: () => Promise<void>, afterMs: number): void {
    clearTimeout(this.timer);
    if (this.hasEnded) return;
    this.timer = setTimeout(() => {
      work().catch((error) => {
        if (this.client) this.lost(this.client, error);
        else this.again(() => this.begin(), RETRY_MS);
      });
    }, afterMs);
    this.timer.unref();
  }
}

/** Gives back the jobs of dead workers. Returns their number. */
export async function unlockDeadWorkers(): Promise<number> {
  // This transaction takes the lock: success means that no live worker holds it.
  const { rows } = await postgres().query<{ worker: string }>(
    `SELECT locked_by AS worker FROM (
       SELECT DISTINCT locked_by FROM graphile_worker.jobs WHERE locked_by IS NOT NULL AND locked_at < now() - interval '15 seconds'
     ) AS holder WHERE pg_try_advisory_xact_lock($1, hashtext(locked_by))`,
    [LOCK_CLASS],
  );
  if (rows.length === 0) return 0;
  const dead = rows.map((row) => row.worker);
  await postgres().query("SELECT graphile_worker.force_unlock_workers($1)", [dead]);
  log.warn({ event: "worker.dead_jobs_given_back", dead }, "jobs of workers that are gone were given back");
  return dead.length;
}
