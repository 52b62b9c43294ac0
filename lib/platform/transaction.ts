import type { PrismaClient } from "@/prisma/client/client";

/** What a room needs to write inside a story's transaction. Only a type: who takes one does not load the door that makes it. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];
