import "server-only";
import pg from "pg";
import { AppError, BUSY_DIGEST } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { isConnectionLost, type StatementLimits, watched } from "@/lib/platform/postgres-connection";

const INT8 = 20;
// Money is int8: node-pg would return it as text, and a float would lose digits. Set only for our own connections, because Prisma's share
// the module and read the text themselves.
export const int8AsBigint: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 && format !== "binary" ? (text: string) => BigInt(text) : pg.types.getTypeParser(oid, format),
};

/** A person waits for the answer, or others wait behind it. */
const WHILE_SOMEBODY_WAITS: StatementLimits = { statementMs: 5_000, idleInTransactionMs: 15_000 };
/** No person waits: the nightly round over all books may take its time. */
const IN_BACKGROUND: StatementLimits = { statementMs: 600_000, idleInTransactionMs: 60_000 };

/** A person is about to pay, or has filled in a form: a busy moment is worth waiting for. */
const BEGIN_WITHIN_MS = 8_000;

const shared = globalThis as { relaisPool?: pg.Pool; relaisTransactionPool?: pg.Pool; relaisStatementLimits?: StatementLimits };

/** Plain SQL: int8 columns come as `bigint`. Lists of people and orders are read by lib/platform/prisma.ts. */
export function postgres(): pg.Pool {
  shared.relaisPool ??= openPool(turnWithinMs());
  return shared.relaisPool;
}

// Otherwise a read inside a transaction would wait for a connection that only the end of transactions gives back.
function transactionPool(): pg.Pool {
  shared.relaisTransactionPool ??= openPool(Math.max(turnWithinMs(), BEGIN_WITHIN_MS));
  return shared.relaisTransactionPool;
}

/** How long this process lets a statement run. */
export function statementLimits(): StatementLimits {
  return shared.relaisStatementLimits ?? WHILE_SOMEBODY_WAITS;
}

// In the background a round waits for its turn; a caller is refused soon.
function turnWithinMs(): number {
  return statementLimits() === IN_BACKGROUND ? 60_000 : 3_000;
}

/** For the process on whose work no person waits. Call it before its first statement. */
export function workInBackground(): void {
  shared.relaisStatementLimits = IN_BACKGROUND;
}

function openPool(turnWithinMs: number): pg.Pool {
  const pool = new pg.Pool({
    ...watched(env.DATABASE_URL, statementLimits(), { max: 8, turnWithinMs }),
    types: int8AsBigint,
  });
  // The client has logged it.
  pool.on("error", () => undefined);
  markBusy(pool);
  return pool;
}

/** A statement that gets no connection was not sent: a page then says that we are busy, and not that something failed. */
function markBusy(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool);
  const marked = (error: Error) => Object.assign(error, { digest: BUSY_DIGEST });
  pool.connect = ((callback?: Parameters<typeof connect>[0]) =>
    callback
      ? connect((error, client, done) => callback(error && marked(error), client, done))
      : connect().catch((error) => {
          throw marked(error);
        })) as typeof pool.connect;
}

/** Long enough for a row by its key on a loaded server, and short enough for two attempts while a caller waits. */
const STEADY_READ_MS = 2_000;

/**
 * A small read while a caller waits. When the first connection is lost or silent, a new one repeats it. Throws `upstream_unavailable` when
 * that one gives no answer either.
 */
export async function readSteadily<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
  const bounded = { ...query, query_timeout: STEADY_READ_MS };
  const read = () => postgres().query<Row>(bounded);
  return read().catch((error) => {
    if (!isConnectionLost(error)) throw error;
    log.warn({ event: "postgres.read_repeated", err: error, query: query.name }, "a read was lost with its connection, asking again");
    return read().catch((again) => {
      throw isConnectionLost(again) ? databaseAway(again) : again;
    });
  });
}

export function databaseAway(cause: unknown, outcome = "Nothing was charged or changed; try again shortly."): AppError {
  const message = `The database is busy or away for the moment. ${outcome}`;
  const error = new AppError("upstream_unavailable", message, { retryAfterSeconds: 2, cause });
  return Object.assign(error, { digest: BUSY_DIGEST });
}

/** The pool, or a connection in the middle of a transaction. */
export type Queryable = {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
};

/** Sends every query through `readSteadily`. */
export const steady: Queryable = { query: (text, values) => readSteadily({ text, values }) };

/**
 * Commits everything that `write` does, or nothing. Throws `upstream_unavailable` where the database is too busy or unreachable. Its
 * message says so when the connection was lost so late that everything may have been committed.
 */
export async function inTransaction<Result>(write: (on: Queryable) => Promise<Result>): Promise<Result> {
  const client = await transactionPool()
    .connect()
    .catch((error) => {
      throw databaseAway(error);
    });
  let isEnding = false;
  try {
    await client.query("BEGIN");
    const result = await write(client);
    isEnding = true;
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    if (!isConnectionLost(error)) {
      // A connection that cannot roll back is closed, which also undoes what was written.
      await client.query("ROLLBACK").then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
    client.release(true);
    throw isEnding ? databaseAway(error, "What you sent may be saved already: look before you send it again.") : databaseAway(error);
  }
}
