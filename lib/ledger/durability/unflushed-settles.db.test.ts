import { statSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import type { Ledger } from "@/lib/ledger/ledger";
import { crashingPostgres } from "@/lib/testing/crashing-postgres";

const { asOwner, crash, isFlushed, postmasterPid, startAgain, stop, url, walletOf } = await crashingPostgres();
const { newId } = await import("@/lib/basics/ids");
const { checkBooks } = await import("@/lib/ledger/books");
const { LedgerConnection } = await import("@/lib/pg-wire/connection");
const { Journal } = await import("@/lib/ledger/durability/journal");
const { UnflushedSettles } = await import("@/lib/ledger/durability/unflushed-settles");
const { readWallet } = await import("@/lib/ledger/wallet");
const { log } = await import("@/lib/platform/log");
const { postgres } = await import("@/lib/platform/postgres");
const { finishedCall, newSpoolFolder, testLedger } = await import("@/lib/ledger/testing/wallets");
const { holdOf, settlementOf } = await import("@/lib/ledger/testing/ledger-calls");
const { killedAfter } = await import("@/lib/ledger/testing/ledger-process");

afterAll(stop);

const unwritable = expect.objectContaining({ event: "ledger.spool_unwritable" });

/** Longer than the usual 50 ms, so that unflushed settles can be observed on a busy machine too. */
const FLUSHED_LATER = { flushAfterMs: 4_000 };

test("settles answered one at a time survive a crash the moment after: their process sends them again", async () => {
  const ledger = await testLedger(FLUSHED_LATER);
  const workspaceId = await walletOf(100_000n);
  const holds = Array.from({ length: 10 }, () => holdOf(workspaceId, 1_000n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  for (const hold of holds) expect(await ledger.settle(settlementOf(hold, 300n))).toMatchObject({ chargeNano: 300n, isSpooled: false });
  expect(await isFlushed()).toBe(false);
  await crash();
  await expect.poll(async () => (await readWallet(workspaceId))?.spentTotalNano).toBe(3_000n);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 97_000n, heldNano: 0n });
  for (const hold of holds) expect(await finishedCall(hold)).toMatchObject([{ chargeNano: 300n }]);
  expect(await checkBooks()).toEqual([]);
  await ledger.close();
});

test("a settle that came out of the spool survives a crash that follows at once", async () => {
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  const ledger = await testLedger({ spoolFolder, instance, ...FLUSHED_LATER });
  const workspaceId = await walletOf(10_000n);
  const hold = holdOf(workspaceId, 1_000n);
  await ledger.placeHold(hold);
  await asOwner("CHECKPOINT");
  await crash(async () => {
    expect(await ledger.settle(settlementOf(hold, 300n))).toMatchObject({ isSpooled: true });
  });
  await expect.poll(() => statSync(path.join(spoolFolder, `${instance}.spool`)).size).toBe(0);
  expect(await isFlushed()).toBe(false);
  const spent = async () => (await readWallet(workspaceId))?.spentTotalNano;
  expect(await spent()).toBe(300n);
  await crash();
  await expect.poll(spent).toBe(300n);
  await ledger.close();
});

test.each(["while another one waits for its answer", "while its process ends"])(
  "an answered settle waits in memory where Postgres is away and the spool takes nothing, %s",
  async (meanwhile) => {
    const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
    // A full disk: the kernel refuses every write.
    await symlink("/dev/full", path.join(spoolFolder, `${instance}.spool`));
    const ledger = await testLedger({ spoolFolder, instance, ...FLUSHED_LATER });
    const { workspaceId, answered, other } = await answeredSettle(ledger);
    const logged = vi.spyOn(log, "error");
    let waiting: Promise<unknown> = Promise.resolve();
    await crash(async () => {
      waiting = meanwhile === "while its process ends" ? ledger.close() : ledger.settle(settlementOf(other, 0n));
      await expect.poll(() => logged.mock.calls.map(([fields]) => fields)).toContainEqual(unwritable);
    });
    await waiting;
    if (meanwhile !== "while its process ends") await ledger.close();
    logged.mockRestore();
    expect(await finishedCall(answered)).toMatchObject([{ chargeNano: 300n }]);
    expect(await readWallet(workspaceId)).toMatchObject({ spentTotalNano: 300n });
  },
);

test("an answered settle waits for a server that comes back as one that takes no writes yet", async () => {
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  const ledger = await testLedger({ spoolFolder, instance, ...FLUSHED_LATER });
  await asOwner("ALTER SYSTEM SET default_transaction_read_only = on");
  const { answered } = await answeredSettle(ledger);
  await crash();
  try {
    const spooledBytes = () => statSync(path.join(spoolFolder, `${instance}.spool`)).size;
    await expect.poll(spooledBytes).toBeGreaterThan(0);
    const tried = await refusedStatements();
    await expect.poll(refusedStatements).toBeGreaterThan(tried + 2n);
    expect(spooledBytes()).toBeGreaterThan(0);
  } finally {
    await asOwner("ALTER SYSTEM RESET default_transaction_read_only");
    await asOwner("SELECT pg_reload_conf()");
  }
  await expect.poll(() => finishedCall(answered)).toMatchObject([{ chargeNano: 300n }]);
  await ledger.close();
});

test("without a journal the ledger starts, and lone settles wait for Postgres' disk", async () => {
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  await mkdir(path.join(spoolFolder, `${instance}.journal.new`));
  const ledger = await testLedger({ spoolFolder, instance });
  const hold = holdOf(await walletOf(10_000n), 1_000n);
  await ledger.placeHold(hold);
  expect(await ledger.settle(settlementOf(hold, 300n))).toMatchObject({ chargeNano: 300n });
  expect(await isFlushed()).toBe(true);
  await ledger.close();
});

test("settles answered one at a time survive the death of Postgres and of their process in one moment", async () => {
  const wallets = [await walletOf(1_000_000_000n), await walletOf(1_000_000_000n)];
  const options = { databaseUrl: url, spoolFolder: await newSpoolFolder(), instance: newId(), atOnce: 1, wallets };
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
  // Otherwise every crash came after a flush, and the test proved nothing.
  expect(lost).toBeGreaterThan(0);
});

test("where our own disk takes nothing, or stalls, a settle waits for Postgres' disk", async () => {
  const connection = new LedgerConnection(url, "kept", "flushed");
  const journal = await Journal.open(await newSpoolFolder(), "kept");
  const sentAgain: unknown[] = [];
  const unflushed = new UnflushedSettles(
    connection,
    journal,
    async (settlement) => void sentAgain.push(settlement),
    FLUSHED_LATER.flushAfterMs,
  );
  const settlement = settlementOf(holdOf(newId(), 10n), 7n);
  const write = { name: "write", text: "INSERT INTO note VALUES ('kept') RETURNING text" };
  await asOwner("CREATE TABLE IF NOT EXISTS note (text text); GRANT ALL ON note TO relais_app");
  const send = async (isJournaled: boolean) => {
    await connection.query(write, [], { isJournaled });
    return { isJournaled, isFlushed: await isFlushed() };
  };
  expect(await unflushed.sendJournaled(settlement, send)).toEqual({ isJournaled: false, isFlushed: true });
  await journal.close();
  expect(await unflushed.sendJournaled(settlement, send)).toEqual({ isJournaled: true, isFlushed: false });
  expect(await isFlushed()).toBe(true);
  vi.spyOn(journal, "write").mockReturnValueOnce(new Promise(() => undefined));
  expect(await unflushed.sendJournaled(settlement, send)).toMatchObject({ isJournaled: true });
  expect(await isFlushed()).toBe(true);

  const last = settlementOf(holdOf(newId(), 10n), 7n);
  const lost = unflushed.sendJournaled(last, async (isJournaled) => {
    await connection.query(write, [], { isJournaled });
    await crash();
  });
  await expect(lost).rejects.toThrow("what was committed may be lost");
  await expect.poll(() => sentAgain).toContain(last);
  await connection.close();
});

/** The number of transactions that the server has refused so far. All of them are retries of the ledger. */
async function refusedStatements(): Promise<bigint> {
  const { rows } = await asOwner<{ refused: bigint }>(
    "SELECT xact_rollback AS refused FROM pg_stat_database WHERE datname = current_database()",
  );
  return rows[0]?.refused ?? 0n;
}

/** A settle that a crash will undo, and a hold that is on disk. */
async function answeredSettle(ledger: Ledger) {
  const workspaceId = await walletOf(10_000n);
  const [first, answered, other] = [holdOf(workspaceId, 1_000n), holdOf(workspaceId, 1_000n), holdOf(workspaceId, 1_000n)];
  await Promise.all([first, answered, other].map((hold) => ledger.placeHold(hold)));
  // The first settle of a connection waits for the disk.
  await ledger.settle(settlementOf(first, 0n));
  await asOwner("CHECKPOINT");
  expect(await ledger.settle(settlementOf(answered, 300n))).toMatchObject({ isSpooled: false });
  expect(await isFlushed()).toBe(false);
  return { workspaceId, answered, other };
}

async function chargesOf(ids: string[]): Promise<number> {
  const { rows } = await postgres().query("SELECT count(*)::integer AS found FROM usage_event WHERE id = ANY ($1) AND charge_nano = 7", [
    ids,
  ]);
  return rows[0].found;
}
