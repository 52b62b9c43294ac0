import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/env";
import { PrismaClient } from "@/prisma/client/client";

export type Database = PrismaClient;

const shared = globalThis as { relaisDatabase?: PrismaClient };

/** The portal's door to Postgres. The relay's path never passes here: see lib/postgres.ts. */
export function database(): PrismaClient {
  shared.relaisDatabase ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: env.DATABASE_URL, max: 10 }) });
  return shared.relaisDatabase;
}
