import { randomBytes } from "node:crypto";
import pg from "pg";
import type { BindParameter } from "@/lib/pg-wire/bind-message";
import { type Run, runAll } from "@/lib/pg-wire/pipeline";
import type { Statement } from "@/lib/pg-wire/prepared-run";
import { FLUSH, run, runAndFlush, StandbyWanted } from "@/lib/pg-wire/run-and-flush";
import { cutOff, endSoon } from "@/lib/platform/postgres-connection";

export type { Statement } from "@/lib/pg-wire/prepared-run";

const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than lock_timeout and statement_timeout below: only a server that does not answer at all is cut off here. */
const ANSWER_TIMEOUT_MS = 5_000;
const ANSWER_CHECK_MS = 500;
const TERMINATE_TIMEOUT_MS = 1_000;
// Functions over small arrays on tables whose statistics are always stale. Nested loops over the primary key are right at any size, so no
// plan depends on estimates.
const SETTINGS = [
  "statement_timeout=4000",
  "lock_timeout=500",
  "jit=off",
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
];

/**
 * How a commit becomes durable. "waits": it waits for the disk. "later": the next commit that waits takes it along; a crash of Postgres
 * before that undoes it. "flushed": it does not wait, and a flush sent with it follows before any answer: the locks are free during the
 * flush (docs/decisions/0018).
 */
export type CommitMode = "waits" | "later" | "flushed";

/** Postgres has this flush since version 17. */
const CAN_FLUSH = `SELECT current_setting('server_version_num')::integer >= 170000 AND current_setting('synchronous_standby_names') = '' AS can_flush`;

/** One connection for one statement at a time. After a loss, the next use opens it again. */
export class LedgerConnection {
  private client: pg.Client | null = null;
  private opening: Promise<pg.Client> | null = null;
  private lastTurn: Promise<unknown> = Promise.resolve();
  /** The name of the lost connection: its backend may still be running the statement that we are about to repeat. */
  private lostName: string | null = null;
  /** Commits do not wait for the disk; a flush after them does. */
  isFlushing = false;
  /** Rises with every new connection: what an older one has committed may not be on disk. */
  generation = 0;
  /** Statements and flushes take turns. */
  private running: Promise<unknown> | null = null;
  private flushing: Promise<number | null> | null = null;
  /** Since when the oldest answer is outstanding. */
  private sentAtMs: number | null = null;
  /** One timer for all statements: one for each would cost more than sending it. */
  private watch: NodeJS.Timeout | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly purpose: string,
    private readonly commitMode: CommitMode = "waits",
    /** Wallets are spread over machines: each statement is for one wallet, and a batch of several wallets is a pipeline. */
    readonly isSpread = false,
  ) {}

  /**
   * Returns the columns of the first row, as Postgres' text. `isJournaled`: a crash of Postgres may undo the statement, and the caller
   * then repeats it.
   */
  async query(statement: Statement, values: readonly BindParameter[], { isJournaled = false } = {}): Promise<string[]> {
    if (this.flushing) await this.flushing;
    const client = this.client ?? (await this.open());
    this.sentAtMs = performance.now();
    try {
      const running = this.isFlushing && !isJournaled ? runAndFlush(client, statement, values) : run(client, statement, values);
      this.running = running;
      return await running;
    } catch (error) {
      // The next connection waits for the standby with each commit.
      if (error instanceof StandbyWanted) this.cutOff(client);
      throw error;
    } finally {
      this.sentAtMs = null;
      this.running = null;
    }
  }

  /** Runs all in one pipeline, each as its own transaction. Rejects if one is refused; what the others wrote stays. */
  async queryAll(runs: readonly Run[]): Promise<string[][]> {
    if (this.flushing) await this.flushing;
    const client = this.client ?? (await this.open());
    const { isFlushing } = this;
    const answered = () => {
      this.sentAtMs = performance.now();
    };
    answered();
    try {
      const running = runAll(client, isFlushing ? [...runs, { statement: FLUSH, values: [] }] : runs, answered);
      this.running = running;
      const rows = await running;
      if (isFlushing && rows.pop()?.[1] !== "t") throw new StandbyWanted("commits have to wait for a standby");
      return rows;
    } catch (error) {
      if (error instanceof StandbyWanted) this.cutOff(client);
      throw error;
    } finally {
      this.sentAtMs = null;
      this.running = null;
    }
  }

  /** For users of a shared connection: waits until earlier statements are done. */
  queryInTurn(statement: Statement, values: BindParameter[]): Promise<string[]> {
    return this.inTurn(() => this.query(statement, values));
  }

  queryAllInTurn(runs: readonly Run[]): Promise<string[][]> {
    return this.inTurn(() => this.queryAll(runs));
  }

  /** Waits until everything that this connection has committed is on disk, and returns its generation; null when the connection is lost. */
  flush(): Promise<number | null> {
    this.flushing ??= this.flushInTurn().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  open(): Promise<pg.Client> {
    this.opening ??= this.connect().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    if (this.watch) clearInterval(this.watch);
    this.watch = null;
    if (client) await endSoon(client);
  }

  private inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  private async connect(): Promise<pg.Client> {
    const settings = [...SETTINGS, `synchronous_commit=${this.commitMode === "later" ? "off" : "on"}`];
    const name = `relais-${this.purpose}-${randomBytes(6).toString("hex")}`;
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: name,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      options: settings.map((setting) => `-c ${setting}`).join(" "),
    });
    const forget = () => {
      if (this.client === client) this.client = null;
    };
    client.on("error", forget);
    client.on("end", forget);
    try {
      await client.connect();
      await this.endLostBackend(client);
      if (this.commitMode === "flushed") await this.beginFlushing(client);
    } catch (error) {
      this.cutOff(client);
      throw error;
    }
    this.lostName = name;
    this.client = client;
    this.generation++;
    this.watch ??= setInterval(() => this.endIfSilent(), ANSWER_CHECK_MS).unref();
    return client;
  }

  private async flushInTurn(): Promise<number | null> {
    await this.running?.catch(() => undefined);
    const { client, generation } = this;
    if (!client || !this.isFlushing) return null;
    this.sentAtMs = performance.now();
    try {
      const [, hasNoStandby] = await run(client, FLUSH, []);
      if (hasNoStandby === "t") return generation;
      this.cutOff(client);
    } catch {
      // The connection was lost on the way.
    } finally {
      this.sentAtMs = null;
    }
    return null;
  }

  private async beginFlushing(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ can_flush: boolean }>(bounded(CAN_FLUSH));
    this.isFlushing = rows[0]?.can_flush ?? false;
    if (this.isFlushing) await client.query(bounded("SET synchronous_commit = off"));
  }

  // A repeat is safe only when the first attempt can no longer write after it.
  private async endLostBackend(client: pg.Client): Promise<void> {
    if (!this.lostName) return;
    const { rows } = await client.query<{ is_ended: boolean }>(
      bounded("SELECT pg_terminate_backend(pid, $2) AS is_ended FROM pg_stat_activity WHERE application_name = $1", [
        this.lostName,
        TERMINATE_TIMEOUT_MS,
      ]),
    );
    if (rows.some((row) => !row.is_ended)) throw new Error("the backend of the lost connection is still at work");
    this.lostName = null;
  }

  private endIfSilent(): void {
    if (this.client && this.sentAtMs !== null && performance.now() - this.sentAtMs > ANSWER_TIMEOUT_MS) this.cutOff(this.client);
  }

  private cutOff(client: pg.Client): void {
    if (this.client === client) this.client = null;
    cutOff(client);
  }
}

/** For statements while a connection is made: the watch over the others does not include it yet. */
function bounded(text: string, values: unknown[] = []): pg.QueryConfig & { query_timeout: number } {
  return { text, values, query_timeout: CONNECT_TIMEOUT_MS };
}
