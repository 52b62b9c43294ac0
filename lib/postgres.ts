import "server-only";
import pg from "pg";
import { env } from "@/lib/env";

const INT8 = 20;
// Money is int8: node-pg would give it as text, a float would lose digits.
pg.types.setTypeParser(INT8, (text) => BigInt(text));

const shared = globalThis as { relaisPool?: pg.Pool };

/** Plain SQL for the relay's path and for sums: int8 columns come as `bigint`. Prisma's door is lib/db.ts. */
export function postgres(): pg.Pool {
  shared.relaisPool ??= new pg.Pool({ connectionString: env.DATABASE_URL, max: 8 });
  return shared.relaisPool;
}
