import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePort } from "@/dev/ports";
import { startPostgres } from "@/dev/postgres";
import { migrate } from "@/prisma/migrate";

// A server of this file's own, since it is made to crash. Its writer leaves what nobody waits for in memory for ten seconds.
const place = { dataFolder: await mkdtemp(path.join(tmpdir(), "relais-crash-")), port: await freePort(), isThrowaway: true };
let server = await startPostgres(place);
process.env.DATABASE_URL = server.url;
await migrate(server.url);

const { newId } = await import("@/lib/ids");
const { checkBooks } = await import("@/lib/ledger/books");
const { LedgerConnection } = await import("@/lib/ledger/connection");
const { Journal } = await import("@/lib/ledger/disk/journal");
const { Unflushed } = await import("@/lib/ledger/unflushed");
const { readWallet } = await import("@/lib/ledger/wallet");
const { postgres } = await import("@/lib/postgres");
const { finishedCall, newSpoolFolder, testLedger } = await import("@/lib/testing/ledger");
const { holdOf, settlementOf } = await import("@/lib/testing/ledger-calls");
const { killedAfter } = await import("@/lib/testing/ledger-process");

postgres().on("error", () => undefined);
await postgres().query("ALTER SYSTEM SET wal_writer_delay = '10s'");
await postgres().query("SELECT pg_reload_conf()");

afterAll(async () => {
  await postgres().end();
  delete (globalThis as { relaisPool?: unknown }).relaisPool;
  await server.stop();
});

test("a crash of Postgres loses holds that no settle followed, and their settles are charged once, out of the balance", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletOf(10_000n);
  const [kept, finished, ...lost] = Array.from({ length: 7 }, () => holdOf(workspaceId, 1_000n));
  if (!kept || !finished) throw new Error("seven holds");
  await ledger.placeHold(kept);
  await ledger.placeHold(finished);
  await ledger.settle(settlementOf(finished, 700n));
  for (const hold of lost) expect(await ledger.placeHold(hold)).toMatchObject({ kind: "held" });
  await crash();

  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 8_300n, heldNano: 1_000n, spentTotalNano: 700n, holdsInFlight: 1 });
  expect(await finishedCall(finished)).toMatchObject([{ outcome: "settled", chargeNano: 700n }]);
  expect(await checkBooks()).toEqual([]);

  const ends = [kept, ...lost].map((hold) => settlementOf(hold, 300n));
  const settled = { chargeNano: 300n, absorbedNano: 0n };
  for (const answer of await Promise.all(ends.map((end) => ledger.settle(end)))) expect(answer).toMatchObject(settled);
  for (const end of ends) expect(await ledger.settle(end)).toMatchObject(settled);
  for (const hold of lost) expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled_late", chargeNano: 300n }]);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 7_500n, heldNano: 0n, spentTotalNano: 2_500n });
  expect(await checkBooks()).toEqual([]);
  await ledger.close();
});

test("settles answered together survive a crash the moment after, first sends and repeats alike", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletOf(100_000n);
  const holds = Array.from({ length: 12 }, () => holdOf(workspaceId, 1_000n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  const ends = holds.map((hold) => settlementOf(hold, 300n));
  for (const answer of await Promise.all(ends.map((end) => ledger.settle(end))))
    expect(answer).toMatchObject({ chargeNano: 300n, isSpooled: false });
  await crash();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 96_400n, heldNano: 0n, spentTotalNano: 3_600n });
  for (const hold of holds) expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled", chargeNano: 300n }]);
  expect(await checkBooks()).toEqual([]);
  await ledger.close();
});

test("settles answered one at a time survive a crash the moment after: their process sends them again", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletOf(100_000n);
  const holds = Array.from({ length: 10 }, () => holdOf(workspaceId, 1_000n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  for (const hold of holds) expect(await ledger.settle(settlementOf(hold, 300n))).toMatchObject({ chargeNano: 300n, isSpooled: false });
  expect(await flushed()).toBe(false);
  await crash();
  await expect.poll(async () => (await readWallet(workspaceId))?.spentTotalNano, { timeout: 10_000 }).toBe(3_000n);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 97_000n, heldNano: 0n });
  for (const hold of holds) expect(await finishedCall(hold)).toMatchObject([{ chargeNano: 300n }]);
  expect(await checkBooks()).toEqual([]);
  await ledger.close();
});

test("settles answered one at a time survive the death of Postgres and of their process in one moment", async () => {
  const wallets = [await walletOf(1_000_000_000n), await walletOf(1_000_000_000n)];
  const options = { databaseUrl: server.url, spoolFolder: await newSpoolFolder(), instance: newId(), atOnce: 1, wallets };
  let lost = 0;
  for (const calls of [7, 40, 200]) {
    const postmaster = await postmasterPid();
    const acknowledged = await killedAfter(calls, options, (child) => {
      process.kill(postmaster, "SIGQUIT");
      child.kill("SIGKILL");
    });
    expect(acknowledged.length).toBeGreaterThanOrEqual(calls);
    await startAgain(postmaster);
    lost += acknowledged.length - (await chargesOf(acknowledged));
    const heir = await testLedger(options);
    expect(await chargesOf(acknowledged)).toBe(acknowledged.length);
    await heir.close();
    const violations = (await checkBooks()).filter(({ workspaceId }) => wallets.includes(workspaceId));
    expect(violations).toEqual([]);
  }
  // Otherwise every crash came after a flush, and nothing was shown.
  expect(lost).toBeGreaterThan(0);
});

test("where our own disk takes nothing, a settle waits for Postgres' disk", async () => {
  const connection = new LedgerConnection(server.url, "kept", "flushed");
  const { journal } = await Journal.open(await newSpoolFolder(), "kept");
  const sentAgain: unknown[] = [];
  const unflushed = new Unflushed(connection, journal, async (settlement) => sentAgain.push(settlement));
  const settlement = settlementOf(holdOf(newId(), 10n), 7n);
  const write = { name: "write", text: "INSERT INTO note VALUES ('kept') RETURNING text" };
  await postgres().query("CREATE TABLE IF NOT EXISTS note (text text)");
  const send = async (isKept: boolean) => {
    await connection.query(write, [], { isKept });
    return { isKept, isFlushed: await flushed() };
  };
  expect(await unflushed.keep(settlement, send)).toEqual({ isKept: false, isFlushed: true });
  await journal.close();
  expect(await unflushed.keep(settlement, send)).toEqual({ isKept: true, isFlushed: false });
  expect(await flushed()).toBe(true);

  const last = settlementOf(holdOf(newId(), 10n), 7n);
  const lost = unflushed.keep(last, async (isKept) => {
    await connection.query(write, [], { isKept });
    await crash();
  });
  await expect(lost).rejects.toThrow("what was committed may be lost");
  await expect.poll(() => sentAgain).toContain(last);
  await connection.close();
});

test("what a connection answers that flushes is on disk, also where it only found what another one had committed", async () => {
  const other = new LedgerConnection(server.url, "other", "later");
  const connection = new LedgerConnection(server.url, "flushed", "flushed");
  const read = { name: "read", text: "SELECT count(*) FROM note" };
  await postgres().query("CREATE TABLE IF NOT EXISTS note (text text)");
  await postgres().query("TRUNCATE note");
  await connection.query(read, []);
  await other.query({ name: "write", text: "INSERT INTO note VALUES ('of another') RETURNING text" }, []);
  expect(await flushed()).toBe(false);
  expect((await connection.query(read, []))[0]).toBe("1");
  expect(await flushed()).toBe(true);
  await other.query({ name: "write", text: "INSERT INTO note VALUES ('of another') RETURNING text" }, []);
  await connection.query({ name: "own", text: "INSERT INTO note VALUES ('its own') RETURNING text" }, []);
  await crash();
  expect((await postgres().query("SELECT count(*) FROM note")).rows).toEqual([{ count: 3n }]);
  await Promise.all([connection.close(), other.close()]);
});

test("a standby that commits have to wait for is found out, and from then on each commit waits by itself", async () => {
  const connection = new LedgerConnection(server.url, "flushed", "flushed");
  const mode = { name: "mode", text: "SELECT current_setting('synchronous_commit')" };
  expect(await connection.query(mode, [])).toEqual(["off"]);
  await postgres().query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  await postgres().query("SELECT pg_reload_conf()");
  try {
    await expect.poll(() => connection.query(mode, []).catch((error) => error.message)).toBe("commits have to wait for a standby");
    expect(await connection.query(mode, [])).toEqual(["on"]);
  } finally {
    await postgres().query("ALTER SYSTEM RESET synchronous_standby_names");
    await postgres().query("SELECT pg_reload_conf()");
  }
  await connection.close();
});

test("a lost hold whose money another call has spent meanwhile: what is left is charged, the rest is absorbed", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletOf(1_000n);
  const [lost, other] = [holdOf(workspaceId, 900n), holdOf(workspaceId, 900n)];
  await ledger.placeHold(lost);
  await crash();
  expect(await ledger.placeHold(other)).toEqual({ kind: "held", availableNano: 100n });
  expect(await ledger.settle(settlementOf(lost, 800n))).toMatchObject({ chargeNano: 100n, absorbedNano: 700n });
  expect(await ledger.settle(settlementOf(other, 800n))).toMatchObject({ chargeNano: 800n, absorbedNano: 0n });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 100n, heldNano: 0n, spentTotalNano: 900n });
  expect(await checkBooks()).toEqual([]);
  await ledger.close();
});

async function walletOf(availableNano: bigint): Promise<string> {
  const workspaceId = newId();
  await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  await postgres().query("INSERT INTO wallet (workspace_id) VALUES ($1)", [workspaceId]);
  await postgres().query("SELECT grant_lot($1, 'paid', 1, 'topup', $2, 'stripe_clearing', $3, NULL, NULL, NULL)", [
    workspaceId,
    availableNano,
    `topup:${newId()}`,
  ]);
  return workspaceId;
}

/** Whether Postgres' disk has all that was committed. */
async function flushed(): Promise<boolean> {
  const { rows } = await postgres().query("SELECT pg_current_wal_insert_lsn() = pg_current_wal_flush_lsn() AS is_flushed");
  return rows[0].is_flushed;
}

async function chargesOf(ids: string[]): Promise<number> {
  const { rows } = await postgres().query("SELECT count(*)::integer AS found FROM usage_event WHERE id = ANY ($1) AND charge_nano = 7", [
    ids,
  ]);
  return rows[0].found;
}

/** Stops the server as a crash would, with nothing written that was not written before, and starts it again. */
async function crash(): Promise<void> {
  const postmaster = await postmasterPid();
  process.kill(postmaster, "SIGQUIT");
  await startAgain(postmaster);
}

async function postmasterPid(): Promise<number> {
  const { rows } = await postgres().query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
  return Number.parseInt(readFileSync(path.join(rows[0]?.folder ?? "", "postmaster.pid"), "utf8"), 10);
}

async function startAgain(crashed: number): Promise<void> {
  await expect.poll(() => isAlive(crashed), { timeout: 20_000 }).toBe(false);
  server = await startPostgres(place);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
