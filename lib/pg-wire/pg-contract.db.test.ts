import { createServer } from "node:net";
import pg from "pg";
import { version } from "pg/package.json";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindMessage } from "@/lib/pg-wire/bind-message";

// The parts of pg that we use although they are not public. After an upgrade that changes one of these, read its client.js and
// connection.js again, and with them lib/pg-wire, lib/platform/postgres-connection.ts and lib/usage/snapshot.ts.
type Private = pg.Client & {
  processID: number;
  connection: {
    parsedStatements: Record<string, string | undefined>;
    parse(statement: { name: string; text: string; types: number[] }): void;
    stream: { writable: boolean; write(bytes: Buffer): boolean; destroy(): void };
  };
};

const options = { connectionString: process.env.DATABASE_URL };
const connect = async (more: pg.ClientConfig = {}): Promise<Private> => {
  const made = new pg.Client({ ...options, ...more }) as Private;
  made.on("error", () => undefined);
  await made.connect();
  return made;
};
let client: Private;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

test("pg is the version for which these were checked", () => {
  expect(version).toBe("8.23.1");
});

test("client.processID is the backend's", async () => {
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  expect(rows).toEqual([{ pid: client.processID }]);
});

test("client.query hands `connection` to submit(), which records the parsed statement and writes our bytes; four handlers get the answer", async () => {
  const received: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    const statement = { name: "contract", text: "SELECT $1::bigint, NULL" };
    const handlers = {
      ...statement,
      submit(connection: Private["connection"]) {
        expect(connection).toBe(client.connection);
        expect(connection.parsedStatements[statement.name]).toBeUndefined();
        expect(connection.stream.writable).toBe(true);
        connection.parse({ ...statement, types: [] });
        connection.stream.write(bindMessage(statement.name, [7n]));
      },
      handleDataRow: ({ fields }: { fields: string[] }) => received.push(["row", fields]),
      handleCommandComplete: () => received.push("complete"),
      handleReadyForQuery: () => resolve(void received.push("ready")),
      handleError: reject,
    };
    client.query(handlers as unknown as pg.Submittable);
  });
  expect(received).toEqual([["row", ["7", null]], "complete", "ready"]);
  expect(client.connection.parsedStatements.contract).toBe("SELECT $1::bigint, NULL");
});

test("a refused run reaches handleError, with Postgres' code, and then by handleReadyForQuery no more than once", async () => {
  const refusal = await new Promise<pg.DatabaseError>((resolve) => {
    const statement = { name: "refused", text: "SELECT $1::bigint" };
    const handlers = {
      ...statement,
      submit(connection: Private["connection"]) {
        connection.parse({ ...statement, types: [] });
        connection.stream.write(bindMessage(statement.name, ["seven"]));
      },
      handleError: resolve,
      handleReadyForQuery: () => undefined,
    };
    client.query(handlers as unknown as pg.Submittable);
  });
  expect(refusal.code).toBe("22P02");
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("connection.stream.destroy() ends running and later queries with this message", async () => {
  const lost = await connect();
  const running = expect(lost.query("SELECT pg_sleep(30)")).rejects.toThrow(/^Connection terminated/);
  lost.connection.stream.destroy();
  await running;
  await expect(lost.query("SELECT 1")).rejects.toThrow(/^Client has encountered a connection error/);
});

test("an answer that does not come in time is called a query read timeout", async () => {
  const slow = await connect({ query_timeout: 50 });
  await expect(slow.query("SELECT pg_sleep(30)")).rejects.toThrow(/^Query read timeout/);
  slow.connection.stream.destroy();
});

test("a server that says nothing at all: timeout expired", async () => {
  const silent = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const waiting = new pg.Client({ host: "127.0.0.1", port, connectionTimeoutMillis: 50 });
  waiting.on("error", () => undefined);
  await expect(waiting.connect()).rejects.toThrow(/^timeout expired/);
  silent.close();
});

test("a pool gives each Client all of its own options, and describes its wait for a turn in these words", async () => {
  const seen: unknown[] = [];
  class Listed extends pg.Client {
    constructor(config: pg.ClientConfig & { mark?: string }) {
      super(config);
      seen.push(config.mark);
    }
  }
  const more = { Client: Listed as unknown as NonNullable<pg.PoolConfig["Client"]>, mark: "ours" };
  const pool = new pg.Pool({ ...options, max: 1, ...more });
  const taken = await pool.connect();
  pool.options.connectionTimeoutMillis = 50;
  await expect(pool.connect()).rejects.toThrow(/^timeout exceeded when trying to connect/);
  taken.release();
  await pool.end();
  expect(seen).toEqual(["ours"]);
});
