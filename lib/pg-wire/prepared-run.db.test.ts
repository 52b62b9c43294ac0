import { afterAll, expect, test } from "vitest";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { asOwner } from "@/lib/testing/owner";

const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
afterAll(() => connection.close());

const ECHO = { name: "echo", text: "SELECT $1::text, $2::text, $3::bigint, $4::boolean, $5::integer" };

test.each([
  ["plain text", "end_turn"],
  ["an empty text", ""],
  ["every script, surrogates included", "né 的 😀 \u007f\u0080\uffff"],
  ["a text longer than any buffer made beforehand", "的x".repeat(300_000)],
])("%s reaches Postgres as it is, run after run", async (_, text) => {
  for (let run = 0; run < 2; run++) {
    const row = await connection.query(ECHO, [text, null, 9_223_372_036_854_775_807n, true, -7]);
    expect(row).toEqual([text, null, "9223372036854775807", "t", "-7"]);
  }
});

test("a statement that finds no row returns nothing", async () => {
  expect(await connection.query({ name: "none", text: "SELECT 1 WHERE $1" }, [false])).toBeUndefined();
});

test("a refused run rejects with Postgres' code, and the next one is served", async () => {
  await expect(connection.query(ECHO, ["", null, "no number", true, 1])).rejects.toMatchObject({ code: "22P02" });
  await expect(connection.query({ name: "wrong", text: "SELECT nothing" }, [])).rejects.toMatchObject({ code: "42703" });
  expect(await connection.query(ECHO, ["a", null, 1n, false, 1])).toEqual(["a", null, "1", "f", "1"]);
});

test("a refusal at the commit rejects: the answer was seen, but not stored", async () => {
  await asOwner("CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED); GRANT ALL ON late TO relais_app");
  const insert = { name: "insert", text: "INSERT INTO late VALUES ($1) RETURNING id" };
  expect(await connection.query(insert, [1])).toEqual(["1"]);
  await expect(connection.query(insert, [1])).rejects.toMatchObject({ code: "23505" });
});
