import { symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { cuttableLine } from "@/lib/ledger/testing/ledger-tcp";
import { expectBooksBalance, finishedCall, newSpoolFolder, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";

const databaseUrl = process.env.DATABASE_URL as string;

/** A ledger with its spool on a full disk: the kernel refuses every write. */
async function ledgerOnFullDisk(url: string) {
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  await symlink("/dev/full", path.join(spoolFolder, `${instance}.spool`));
  return testLedger({ databaseUrl: url, spoolFolder, instance });
}

test("settles that end while Postgres is away and the disk is full wait in memory, and each is charged once", async () => {
  const line = await cuttableLine(databaseUrl);
  const ledger = await ledgerOnFullDisk(line.databaseUrl);
  const workspaceId = await walletWith({ availableNano: 100_000n });
  const holds = Array.from({ length: 30 }, () => holdOf(workspaceId, 100n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  line.cut();
  let answered = 0;
  const settle = (hold: (typeof holds)[number]) => ledger.settle(settlementOf(hold, 7n)).finally(() => (answered += 1));
  const first = settle(holds[0] as (typeof holds)[number]);
  // Refused after two seconds: by then the queue knows that Postgres is away.
  await expect(ledger.placeHold(holdOf(workspaceId, 1n))).rejects.toMatchObject({ code: "upstream_unavailable" });
  const others = holds.slice(1).map(settle);
  await expect(ledger.placeHold(holdOf(workspaceId, 1n))).rejects.toMatchObject({ code: "upstream_unavailable" });
  expect(answered).toBe(0);

  line.restore();
  for (const answer of await Promise.all([first, ...others])) expect(answer).toMatchObject({ chargeNano: 7n, isSpooled: false });
  for (const hold of holds) expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled", chargeNano: 7n }]);
  await expect.poll(async () => (await readWallet(workspaceId))?.heldNano).toBe(0n);
  expect(await readWallet(workspaceId)).toMatchObject({ spentTotalNano: 210n });
  await expectBooksBalance(workspaceId);
  await ledger.close();
  await line.close();
});

test("once ten thousand settles wait in memory no further call is let in, and when Postgres is back all are charged", {
  timeout: 120_000,
}, async () => {
  const line = await cuttableLine(databaseUrl);
  const ledger = await ledgerOnFullDisk(line.databaseUrl);
  const workspaceId = await walletWith({ availableNano: 1_000_000n });
  const holds = Array.from({ length: 10_600 }, () => holdOf(workspaceId, 10n));
  const placed = await Promise.allSettled(holds.slice(0, 9_000).map((hold) => ledger.placeHold(hold)));
  placed.push(...(await Promise.allSettled(holds.slice(9_000).map((hold) => ledger.placeHold(hold)))));
  const held = holds.filter((_, n) => placed[n]?.status === "fulfilled");
  line.cut();
  const settles = holds.map((hold) => ledger.settle(settlementOf(hold, 1n)));
  await expect(ledger.placeHold(holdOf(workspaceId, 1n))).rejects.toMatchObject({ code: "upstream_unavailable" });
  const startedMs = performance.now();
  await expect(ledger.placeHold(holdOf(workspaceId, 1n))).rejects.toMatchObject({ code: "upstream_unavailable" });
  // Refused at once, not after the two seconds of a waiting hold.
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  line.restore();
  const charged = (await Promise.all(settles)).reduce((sum, { chargeNano }) => sum + chargeNano, 0n);
  expect(charged).toBe(10_600n);
  expect(held.length).toBeGreaterThan(0);
  await expect.poll(async () => (await readWallet(workspaceId))?.heldNano).toBe(0n);
  expect(await readWallet(workspaceId)).toMatchObject({ spentTotalNano: 10_600n });
  await expectBooksBalance(workspaceId);
  await ledger.close();
  await line.close();
});
