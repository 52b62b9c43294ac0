import "server-only";
import pg from "pg";
import { env } from "@/lib/env";

const INT8 = 20;
// Money is int8: node-pg would give it as text, a float would lose digits. Set for our own connections only, since
// Prisma's share the module and read the text themselves.
export const int8AsBigint: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 && format !== "binary" ? (text: string) => BigInt(text) : pg.types.getTypeParser(oid, format),
};

const shared = globalThis as { relaisPool?: pg.Pool };

/** Plain SQL for the relay's path and for sums: int8 columns come as `bigint`. Prisma's door is lib/db.ts. */
export function postgres(): pg.Pool {
  shared.relaisPool ??= new pg.Pool({ connectionString: env.DATABASE_URL, max: 8, types: int8AsBigint });
  return shared.relaisPool;
}

/** The pool, or a connection in the middle of a transaction. */
export type Queryable = {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
};

/** All that `write` does, or nothing of it. */
export async function inTransaction<Result>(write: (on: Queryable) => Promise<Result>): Promise<Result> {
  const client = await postgres().connect();
  try {
    await client.query("BEGIN");
    const result = await write(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // The connection may be in the middle of anything: it is closed, which undoes what was written.
    client.release(true);
    throw error;
  }
}
