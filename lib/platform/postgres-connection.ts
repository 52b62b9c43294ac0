import "server-only";
import pg from "pg";
import { log } from "@/lib/platform/log";

export type StatementLimits = {
  /** How long the server works on one statement. */
  statementMs: number;
  /** How long a transaction may pause between two statements. */
  idleInTransactionMs: number;
};

export type PoolSize = {
  /** The most connections at once. */
  max: number;
  /** How long a statement waits for a connection when all of them are busy. */
  turnWithinMs?: number;
};

const CONNECT_TIMEOUT_MS = 3_000;
/** The server itself ends a slow statement; a server that has not even reported that by then is gone. */
const SILENCE_AFTER_MS = 1_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
const END_WITHIN_MS = 1_000;

/** The connections of one pool: what one of them learns about the server applies to the others. */
type Siblings = Set<WatchedClient>;
type WatchedConfig = pg.ClientConfig & { siblings?: Siblings };
type Answered = (error: Error | null, result?: unknown) => void;

/**
 * The connection settings of our pools: nothing waits for ever, and every lost connection is noticed. The pool itself still needs a
 * listener.
 */
export function watched(
  databaseUrl: string,
  { statementMs, idleInTransactionMs }: StatementLimits,
  { max, turnWithinMs = CONNECT_TIMEOUT_MS }: PoolSize,
): pg.PoolConfig {
  const siblings: Siblings = new Set();
  return {
    connectionString: databaseUrl,
    max,
    Client: WatchedClient as unknown as NonNullable<pg.PoolConfig["Client"]>,
    // The pool's wait for a free connection; the client itself limits how long connecting may take.
    connectionTimeoutMillis: turnWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    query_timeout: statementMs + SILENCE_AFTER_MS,
    ...({ siblings } satisfies WatchedConfig),
  };
}

/** True when the connection was lost or silent, or none could be made: the same statement may succeed on another one. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P|08|53300)/.test(error.code ?? "");
  const { message = "", code = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/.test(code) || LOST.test(message);
}

/** True when the server ended the statement: it took too long, or its reader left. */
export function isStatementEnded(error: unknown): boolean {
  return sqlStateOf(error) === "57014";
}

/** True when a unique index refused a row: another writer was faster, or the name is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505";
}

// The messages of pg's own errors, which have no code.
const SILENT = "Query read timeout";
const LOST =
  /^(Query read timeout|Connection terminated|timeout exceeded when trying to connect|timeout expired|given up with|Client has encountered a connection error)/;

/** Ends a connection in the regular way, and by force when the server does not react in time. */
export async function endSoon(client: pg.Client, withinMs = END_WITHIN_MS): Promise<void> {
  const timer = setTimeout(() => cutOff(client), withinMs);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}

/** A regular end would wait for the answer of a server that gives none. */
export function cutOff(client: pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** A client that is cut off when its server is silent, together with the pool's idle clients on the same path. */
class WatchedClient extends pg.Client {
  private readonly siblings: Siblings;
  private queries = 0;
  private isConnected = false;

  constructor(config: WatchedConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    this.siblings = config.siblings ?? new Set();
    this.siblings.add(this);
    this.once("connect", () => {
      this.isConnected = true;
    });
    this.once("end", () => this.siblings.delete(this));
    // A pool listens only to its idle clients: one that is lost between two statements of a transaction would end the process.
    this.on("error", (error) => log.warn({ event: "postgres.connection_lost", err: error }, "a connection to Postgres was lost"));
  }

  // biome-ignore lint/suspicious/noExplicitAny: `query` of pg has eight signatures, and all of them pass here.
  override query(...args: any[]): any {
    const callback: unknown = args.at(-1);
    if (typeof callback === "function") args[args.length - 1] = this.withAnswer(callback as Answered);
    this.queries++;
    const answer = super.query(...(args as Parameters<pg.Client["query"]>)) as unknown;
    if (answer instanceof Promise)
      answer.then(
        () => this.answered(null),
        (error) => this.answered(error),
      );
    else if (typeof callback !== "function") this.queries--;
    return answer;
  }

  private get isWaiting(): boolean {
    return this.isConnected && this.queries === 0;
  }

  /** Reports the end at once, so that the pool gives the connection to no one until it notices. */
  private giveUp(): void {
    this.emit("error", new Error("given up with a silent connection of the same pool"));
    cutOff(this);
  }

  private withAnswer(callback: Answered): Answered {
    return (error, result) => {
      this.answered(error);
      callback(error, result);
    };
  }

  private answered(error: Error | null): void {
    this.queries--;
    if (error?.message !== SILENT) return;
    cutOff(this);
    for (const sibling of [...this.siblings]) if (sibling !== this && sibling.isWaiting) sibling.giveUp();
  }
}

/** The SQLSTATE; null for errors that did not come from the server, such as a lost connection. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
