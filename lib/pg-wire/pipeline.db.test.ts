import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runAll } from "@/lib/pg-wire/pipeline";

type Private = pg.Client & { connection: { stream: { write(bytes: Buffer): boolean } } };
let client: Private;
let writes = 0;
beforeAll(async () => {
  client = new pg.Client({ connectionString: process.env.DATABASE_URL }) as Private;
  await client.connect();
  const { stream } = client.connection;
  const write = stream.write.bind(stream);
  stream.write = (bytes) => {
    writes++;
    return write(bytes);
  };
});
afterAll(() => client.end());

const TWICE = { name: "twice", text: "SELECT 2 * $1::integer" };
const DIVIDE = { name: "divide", text: "SELECT 12 / $1::integer" };
const runs = [1, 2, 3].flatMap((n) => [
  { statement: TWICE, values: [n] },
  { statement: DIVIDE, values: [n] },
]);
const ANSWERS = [["2"], ["12"], ["4"], ["6"], ["6"], ["4"]];

test("many runs are one write once their statements are known, and are answered in order", async () => {
  let answered = 0;
  const run = () => runAll(client, runs, () => answered++);
  expect(await run()).toEqual(ANSWERS);
  writes = 0;
  expect(await run()).toEqual(ANSWERS);
  expect([writes, answered]).toEqual([1, 12]);
});

test("one that is refused rejects when all are over; those behind it ran, and the connection serves the next", async () => {
  const spoiled = [
    { statement: DIVIDE, values: [0] },
    { statement: { name: "note", text: "SELECT set_config('relais.note', $1, false)" }, values: ["ran"] },
  ];
  for (let round = 0; round < 2; round++) await expect(runAll(client, spoiled, () => undefined)).rejects.toMatchObject({ code: "22012" });
  expect((await client.query("SELECT current_setting('relais.note') AS note")).rows).toEqual([{ note: "ran" }]);
  expect(await runAll(client, runs, () => undefined)).toEqual(ANSWERS);
});

test("none at all are answered at once", async () => {
  expect(await runAll(client, [], () => undefined)).toEqual([]);
});
