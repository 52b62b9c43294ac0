import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startPostgres } from "@/dev/postgres";
import { summaryOf, sumOf } from "@/dev/reprice";
import { migrate } from "@/prisma/migrate";
import { seed } from "@/prisma/seed";

declare module "vitest" {
  interface ProvidedContext {
    templateUrl: string;
    repricedFile: string;
  }
}

/** One Postgres for the whole run, with a migrated and seeded template. Each test file makes its own database from it. */
export default async function setup(project: TestProject) {
  const server = await startPostgres({ dataFolder: await mkdtemp(path.join(tmpdir(), "relais-test-")), isThrowaway: true });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("CREATE DATABASE relais_template");
  await admin.end();
  const templateUrl = server.url.replace(/\/postgres$/, "/relais_template");
  await migrate(templateUrl, server.processesUrl);
  await seed(templateUrl);
  project.provide("templateUrl", templateUrl);
  const repricedFile = path.join(await mkdtemp(path.join(tmpdir(), "relais-repriced-")), "files.jsonl");
  await writeFile(repricedFile, "");
  project.provide("repricedFile", repricedFile);
  return async () => {
    const lines = (await readFile(repricedFile, "utf8")).split("\n").filter(Boolean);
    console.log(summaryOf(sumOf(lines.map((line) => JSON.parse(line)))));
    await rm(path.dirname(repricedFile), { recursive: true });
    await server.stop();
  };
}
