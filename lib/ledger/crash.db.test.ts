import { afterAll, expect, test } from "vitest";
import { crashingPostgres } from "@/lib/testing/crashing-postgres";

const { asOwner, crash, isFlushed, stop, url, walletOf } = await crashingPostgres();
const { checkBooks } = await import("@/lib/ledger/books");
const { LedgerConnection } = await import("@/lib/pg-wire/connection");
const { readWallet } = await import("@/lib/ledger/wallet");
const { postgres } = await import("@/lib/platform/postgres");
const { finishedCall, testLedger } = await import("@/lib/ledger/testing/wallets");
const { holdOf, settlementOf } = await import("@/lib/ledger/testing/ledger-calls");

afterAll(stop);

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

test("settles answered together survive a crash the moment after, both first sends and repeats", async () => {
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

test("an answer of a flushing connection is on disk, also if it only found what another connection had committed", async () => {
  const other = new LedgerConnection(url, "other", "later");
  const connection = new LedgerConnection(url, "flushed", "flushed");
  const read = { name: "read", text: "SELECT count(*) FROM note" };
  await asOwner("CREATE TABLE IF NOT EXISTS note (text text); GRANT ALL ON note TO relais_app");
  await postgres().query("TRUNCATE note");
  await connection.query(read, []);
  await other.query({ name: "write", text: "INSERT INTO note VALUES ('of another') RETURNING text" }, []);
  expect(await isFlushed()).toBe(false);
  expect((await connection.query(read, []))[0]).toBe("1");
  expect(await isFlushed()).toBe(true);
  await other.query({ name: "write", text: "INSERT INTO note VALUES ('of another') RETURNING text" }, []);
  await connection.query({ name: "own", text: "INSERT INTO note VALUES ('its own') RETURNING text" }, []);
  await crash();
  expect((await postgres().query("SELECT count(*) FROM note")).rows).toEqual([{ count: 3n }]);
  await Promise.all([connection.close(), other.close()]);
});

test("a standby that commits have to wait for is detected, and from then on each commit waits by itself", async () => {
  const connection = new LedgerConnection(url, "flushed", "flushed");
  const mode = { name: "mode", text: "SELECT current_setting('synchronous_commit')" };
  expect(await connection.query(mode, [])).toEqual(["off"]);
  await asOwner("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  await asOwner("SELECT pg_reload_conf()");
  try {
    await expect.poll(() => connection.query(mode, []).catch((error) => error.message)).toBe("commits have to wait for a standby");
    expect(await connection.query(mode, [])).toEqual(["on"]);
  } finally {
    await asOwner("ALTER SYSTEM RESET synchronous_standby_names");
    await asOwner("SELECT pg_reload_conf()");
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
