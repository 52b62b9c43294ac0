import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/env";
import { PrismaClient } from "@/prisma/client/client";

export type Database = PrismaClient;
/** What a room needs to write inside a story's transaction. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

const shared = globalThis as { relaisDatabase?: PrismaClient };

/** The portal's door to Postgres. The relay's path never passes here: see lib/postgres.ts. */
export function database(): PrismaClient {
  shared.relaisDatabase ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: env.DATABASE_URL, max: 10 }) });
  return shared.relaisDatabase;
}
