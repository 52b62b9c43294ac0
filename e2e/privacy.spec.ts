import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { createKey, signUp, topUp } from "./steps";

const databaseUrl = /Database\s+(\S+)/.exec(process.env.E2E_START_OUTPUT ?? "")?.[1];

test("no prompt, no answer and no key secret is stored or logged", async ({ page, request }) => {
  await signUp(page);
  await topUp(page, "5");
  const secret = await createKey(page, "Canary");
  const canary = `canary${randomBytes(12).toString("hex")}`;
  const headers = { authorization: `Bearer ${secret}` };
  const messages = [{ role: "user", content: `Please repeat the word ${canary}` }];
  for (const stream of [true, false]) {
    const chat = await request.post("/api/v1/chat/completions", { headers, data: { model: "claude-haiku-4-5", stream, messages } });
    expect(chat.status()).toBe(200);
    const native = await request.post("/api/v1/messages", {
      headers,
      data: { model: "claude-haiku-4-5", max_tokens: 50, stream, messages },
    });
    expect(native.status()).toBe(200);
  }
  const broken = await request.post("/api/v1/messages", { headers, data: `{"messages": "${canary}"` });
  expect(broken.status()).toBe(400);

  const needles = [canary, secret];
  expect(await rowsHolding(needles)).toEqual([]);
  expect(filesHolding(needles)).toEqual([]);
});

/** Tables with a row that contains one of the needles as text. */
async function rowsHolding(needles: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    expect(tables.length).toBeGreaterThan(15);
    const holding: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`SELECT 1 FROM ${name} AS line WHERE line::text LIKE ANY ($1) LIMIT 1`, [
        needles.map((each) => `%${each}%`),
      ]);
      if (rows.length) holding.push(name);
    }
    return holding;
  } finally {
    await client.end();
  }
}

/** Log files and every other file that the processes wrote beside the database. */
function filesHolding(needles: string[]): string[] {
  const folder = process.env.E2E_DATA_DIR ?? "";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => !file.startsWith("postgres"));
  expect(files.some((file) => file.endsWith("front-door.log"))).toBe(true);
  return files.filter((file) => {
    const full = path.join(folder, file);
    return statSync(full).isFile() && needles.some((each) => readFileSync(full).includes(each));
  });
}
