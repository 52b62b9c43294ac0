import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/platform/env";
import { databaseAway, statementLimits } from "@/lib/platform/postgres";
import { isConnectionLost, watched } from "@/lib/platform/postgres-connection";
import { Prisma, PrismaClient } from "@/prisma/client/client";

const TURN_WITHIN_MS = 8_000;

const shared = globalThis as { relaisDatabase?: ReturnType<typeof openDatabase> };

/**
 * People, and lists of orders and events, one statement each. A write of several rows, or of money, keys, prices or an audit line, is a
 * transaction of lib/platform/postgres.ts. Throws `upstream_unavailable` where the database is too busy or unreachable. The relay's path
 * never uses it.
 */
export function database() {
  shared.relaisDatabase ??= openDatabase();
  return shared.relaisDatabase;
}

function openDatabase() {
  const adapter = new PrismaPg(watched(env.DATABASE_URL, statementLimits(), { max: 8, turnWithinMs: TURN_WITHIN_MS }));
  return new PrismaClient({ adapter }).$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw isBusyOrAway(error) ? databaseAway(error) : error;
        }
      },
    },
  });
}

/** Not reached, timed out, closed, no connection free, or no transaction begun or ended in time. */
const BUSY_OR_AWAY = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);

function isBusyOrAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && BUSY_OR_AWAY.has(error.code)) return true;
  return isConnectionLost(error) || (error instanceof Error && error.cause !== undefined && isBusyOrAway(error.cause));
}
