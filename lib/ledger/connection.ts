import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Parameter } from "@/lib/ledger/bind-message";
import { PreparedRun, type Statement } from "@/lib/ledger/prepared-run";

export type { Statement } from "@/lib/ledger/prepared-run";

const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than lock_timeout and statement_timeout below: only a server that does not answer at all is cut off here. */
const ANSWER_TIMEOUT_MS = 5_000;
const TERMINATE_TIMEOUT_MS = 1_000;
// Functions over small arrays on tables of which the planner's statistics are always stale: nested loops over the
// primary key are right at any size, so nothing is left to estimates.
const SETTINGS = [
  "statement_timeout=4000",
  "lock_timeout=500",
  "jit=off",
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
];

/** One connection for one statement at a time. Once lost, it is opened again by the next use. */
export class LedgerConnection {
  private client: pg.Client | null = null;
  private opening: Promise<pg.Client> | null = null;
  private lastTurn: Promise<unknown> = Promise.resolve();
  /** What the lost connection called itself: its backend may still be at work on what we are about to repeat. */
  private lostName: string | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly purpose: string,
    /** Without it a crash of Postgres may undo what was committed in the last second; what is committed after it, and waits, keeps it. */
    private readonly waitsForDisk = true,
  ) {}

  /** The columns of the first row, as Postgres' text. */
  async query(statement: Statement, values: Parameter[]): Promise<string[]> {
    const client = this.client ?? (await this.open());
    const timer = setTimeout(() => this.cutOff(client), ANSWER_TIMEOUT_MS);
    try {
      return await run(client, statement, values);
    } finally {
      clearTimeout(timer);
    }
  }

  /** For the users of a connection that is shared: waits until those who asked before are done. */
  queryInTurn(statement: Statement, values: Parameter[]): Promise<string[]> {
    const turn = this.lastTurn.then(() => this.query(statement, values));
    this.lastTurn = turn.catch(() => undefined);
    return turn;
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
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<pg.Client> {
    const settings = [...SETTINGS, `synchronous_commit=${this.waitsForDisk ? "on" : "off"}`];
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
    } catch (error) {
      this.cutOff(client);
      throw error;
    }
    this.lostName = name;
    this.client = client;
    return client;
  }

  // Repeats are only safe to reason about when the first attempt can no longer write behind them.
  private async endLostBackend(client: pg.Client): Promise<void> {
    if (!this.lostName) return;
    const { rows } = await client.query(
      "SELECT pg_terminate_backend(pid, $2) AS is_ended FROM pg_stat_activity WHERE application_name = $1",
      [this.lostName, TERMINATE_TIMEOUT_MS],
    );
    if (rows.some((row) => !row.is_ended)) throw new Error("the backend of the lost connection is still at work");
    this.lostName = null;
  }

  private cutOff(client: pg.Client): void {
    if (this.client === client) this.client = null;
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}

function run(client: pg.Client, statement: Statement, values: Parameter[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    client.query(new PreparedRun(statement, values, (row) => resolve(row as string[]), reject) as unknown as pg.Submittable);
  });
}
