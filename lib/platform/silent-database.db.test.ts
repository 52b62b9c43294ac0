import { afterAll, expect, test } from "vitest";
import { BUSY_DIGEST } from "@/lib/basics/errors";
import { cuttableLine } from "@/lib/ledger/testing/ledger-tcp";

const line = await cuttableLine(process.env.DATABASE_URL ?? "");
process.env.DATABASE_URL = line.databaseUrl;
const { database } = await import("@/lib/platform/prisma");
const { inTransaction, postgres, readSteadily } = await import("@/lib/platform/postgres");
const { isListening, listen } = await import("@/lib/platform/listen-connection");
const { readBackgroundHealth } = await import("@/lib/failures/background-health");

afterAll(() => line.close());

async function within<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  try {
    return await work();
  } finally {
    expect(performance.now() - startedMs).toBeLessThan(milliseconds);
  }
}

/** Fills the pools with idle connections. */
async function fillPools(): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, () => postgres().query("SELECT pg_sleep(0.1)")));
  await Promise.all(Array.from({ length: 8 }, () => inTransaction((on) => on.query("SELECT pg_sleep(0.1)"))));
}

test("a Postgres that falls silent is given up within seconds by every door, and asked again at once when it answers", async () => {
  const received: string[] = [];
  listen("silence_test", (payload) => received.push(payload));
  await expect.poll(() => isListening("silence_test")).toBe(true);
  await fillPools();
  let halfWay = () => {};
  const isHalfWay = new Promise<void>((resolve) => {
    halfWay = resolve;
  });
  const wholeTransaction = inTransaction(async (on) => {
    await on.query("SELECT 1");
    line.silence();
    halfWay();
    return on.query("SELECT 2");
  });
  await isHalfWay;
  const away = { code: "upstream_unavailable", digest: "busy" };
  await Promise.all([
    within(10_000, () => expect(wholeTransaction).rejects.toMatchObject(away)),
    within(10_000, () => expect(postgres().query("SELECT 1")).rejects.toThrow()),
    within(8_000, () => expect(readSteadily({ text: "SELECT 1" })).rejects.toMatchObject(away)),
    within(15_000, () => expect(inTransaction((on) => on.query("SELECT 1"))).rejects.toMatchObject(away)),
    within(15_000, () => expect(database().user.count()).rejects.toMatchObject(away)),
    within(8_000, () => expect(readBackgroundHealth()).rejects.toMatchObject(away)),
  ]);
  // The other idle connections on the same silent path are not tried one by one.
  await within(8_000, () => expect(postgres().query("SELECT 1")).rejects.toMatchObject({ digest: BUSY_DIGEST }));
  await expect.poll(() => isListening("silence_test")).toBe(false);

  line.restore();
  await within(4_000, () => postgres().query("SELECT 1"));
  await within(4_000, () => inTransaction((on) => on.query("SELECT 1")));
  await within(4_000, () => database().user.count());
  expect(await within(4_000, readBackgroundHealth)).toMatchObject({ deadEvents: 0 });
  await expect.poll(() => isListening("silence_test")).toBe(true);
  await postgres().query("SELECT pg_notify('silence_test', 'again')");
  await expect.poll(() => received).toEqual(["again"]);
});

test("a small read that meets a silent connection is repeated on a new one, and answered", async () => {
  await fillPools();
  line.silence();
  line.restore();
  const { rows } = await within(5_000, () => readSteadily({ text: "SELECT 1 AS one" }));
  expect(rows).toEqual([{ one: 1 }]);
  // The other seven were cut off with it.
  await within(2_000, () => Promise.all(Array.from({ length: 8 }, () => postgres().query("SELECT 1"))));
  // A transaction is not repeated automatically; the next one finds a new connection.
  await expect(inTransaction((on) => on.query("SELECT 1"))).rejects.toMatchObject({ digest: "busy" });
  await within(2_000, () => inTransaction((on) => on.query("SELECT 1")));
});

test("a transaction that waits longer than two seconds for its turn still runs", async () => {
  const busy = Array.from({ length: 8 }, () => inTransaction((on) => on.query("SELECT pg_sleep(3.5)")));
  await expect(inTransaction((on) => on.query("SELECT 1 AS one"))).resolves.toMatchObject({ rows: [{ one: 1 }] });
  await Promise.all(busy);
});

test("a transaction whose turn does not come is reported as busy, and none of it is done", async () => {
  const busy = Array.from({ length: 16 }, () => inTransaction((on) => on.query("SELECT pg_sleep(4.5)")).catch(() => undefined));
  const late = inTransaction((on) => on.query("SELECT 1"));
  await expect(late).rejects.toMatchObject({ code: "upstream_unavailable", digest: "busy", retryAfterSeconds: 2 });
  await Promise.all(busy);
});

test("a connection that is lost while a transaction is saved says that it may be saved", async () => {
  const lost = inTransaction(async (on) => {
    await on.query("SELECT 1");
    line.silence();
  });
  await expect(lost).rejects.toMatchObject({ digest: "busy", message: expect.stringContaining("may be saved already") });
  line.restore();
});

test("a read beside a transaction is answered, however many transactions there are", async () => {
  const reads = Array.from({ length: 16 }, () =>
    inTransaction(async (on) => {
      await on.query("SELECT pg_sleep(0.2)");
      return (await postgres().query("SELECT 1 AS one")).rows;
    }),
  );
  expect(await within(20_000, () => Promise.all(reads))).toEqual(Array(16).fill([{ one: 1 }]));
});

test("a refused transaction gives its connection back clean", async () => {
  const pid = async (on: { query(text: string): Promise<{ rows: { pid?: number }[] }> }) =>
    (await on.query("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
  const first = await inTransaction(pid);
  const refused = inTransaction(async (on) => {
    await on.query("CREATE TEMPORARY TABLE left_behind (one integer)");
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  const [second, left] = await inTransaction(async (on) => [
    await pid(on),
    (await on.query("SELECT to_regclass('left_behind') AS left")).rows,
  ]);
  expect(second).toBe(first);
  expect(left).toEqual([{ left: null }]);
});
