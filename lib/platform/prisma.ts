import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/platform/env";
import { databaseAway, statementLimits } from "@/lib/platform/postgres";
import { isConnectionLost, watched } from "@/lib/platform/postgres-connection";
import type { Transaction } from "@/lib/platform/transaction";
import { Prisma, PrismaClient } from "@/prisma/client/client";

// Prisma's own two seconds turned a busy moment into a failure of ours for somebody who was about to pay. What waits longer
// waits for its turn among the pool's ten, since a connection that cannot be made has failed by then.
const BEGIN_WITHIN_MS = 8_000;
const DONE_WITHIN_MS = 10_000;

const shared = globalThis as { relaisDatabase?: PrismaClient };

/** The portal's door to Postgres. The relay's path never passes here: see lib/platform/postgres.ts. */
export function database(): PrismaClient {
  shared.relaisDatabase ??= new PrismaClient({
    adapter: new PrismaPg(watched(env.DATABASE_URL, statementLimits(), { max: 10, turnWithinMs: BEGIN_WITHIN_MS })),
    transactionOptions: { maxWait: BEGIN_WITHIN_MS, timeout: DONE_WITHIN_MS },
  });
  return shared.relaisDatabase;
}

/** All that `write` does, or nothing of it. Throws `upstream_unavailable` where the database is too busy, or away. */
export async function transaction<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
  try {
    return await database().$transaction(write);
  } catch (error) {
    throw isBusyOrAway(error) ? databaseAway(error) : error;
  }
}

/** Not reached, timed out, closed, no connection free, no transaction begun or ended in time. */
const BUSY_OR_AWAY = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);

function isBusyOrAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && BUSY_OR_AWAY.has(error.code)) return true;
  return isConnectionLost(error) || (error instanceof Error && error.cause !== undefined && isBusyOrAway(error.cause));
}
