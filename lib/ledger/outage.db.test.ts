import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { spoolLine } from "@/lib/ledger/durability/spool-line";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { cuttableLine } from "@/lib/ledger/testing/ledger-tcp";
import { expectBooksBalance, finishedCall, lapseLease, newSpoolFolder, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";

const databaseUrl = process.env.DATABASE_URL as string;

test("while Postgres is away settles are kept on disk, holds are refused as unavailable, and its return charges each call once", async () => {
  const line = await cuttableLine(databaseUrl);
  const ledger = await testLedger({ databaseUrl: line.databaseUrl });
  const workspaceId = await walletWith({ availableNano: 10_000n });
  const holds = Array.from({ length: 20 }, () => holdOf(workspaceId, 100n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  line.cut();
  const answers = await Promise.all(holds.map((hold) => ledger.settle(settlementOf(hold, 10n))));
  expect(answers).toEqual(Array(20).fill({ chargeNano: 10n, absorbedNano: 0n, availableNano: null, isSpooled: true }));
  await expect(ledger.placeHold(holdOf(workspaceId, 1n))).rejects.toMatchObject({ code: "upstream_unavailable" });
  line.restore();
  await expect.poll(async () => (await readWallet(workspaceId))?.spentTotalNano).toBe(200n);
  expect(await ledger.placeHold(holdOf(workspaceId, 100n))).toMatchObject({ kind: "held" });
  // The refused hold may reach Postgres late, together with this one. It is then released at once.
  const settled = { spentTotalNano: 200n, heldNano: 100n, availableNano: 9_700n };
  await expect.poll(() => readWallet(workspaceId)).toMatchObject(settled);
  await expectBooksBalance(workspaceId);
  await ledger.close();
  await line.close();
});

test("a process that ends with settles on disk sends them when it starts again, and leaves an empty folder", async () => {
  const line = await cuttableLine(databaseUrl);
  const spoolFolder = await newSpoolFolder();
  const instance = newId();
  const first = await testLedger({ databaseUrl: line.databaseUrl, spoolFolder, instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  await first.placeHold(hold);
  line.cut();
  await first.settle(settlementOf(hold, 150n));
  await first.close();
  await lapseLease(instance);
  await sweepHolds();
  const second = await testLedger({ spoolFolder, instance });
  expect((await finishedCall(hold)).map(({ outcome }) => outcome)).toEqual(["expired", "settled_late"]);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 850n, spentTotalNano: 150n });
  await expectBooksBalance(workspaceId);
  await second.close();
  expect(await readdir(spoolFolder)).toEqual([]);
  await line.close();
});

test("an incomplete line of the spool is left out, and the lines around it are charged", async () => {
  const spoolFolder = await newSpoolFolder();
  const ledger = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [one, cutOff, two] = [1, 2, 3].map(() => holdOf(workspaceId, 100n));
  if (!one || !cutOff || !two) throw new Error("three holds");
  for (const hold of [one, cutOff, two]) await ledger.placeHold(hold);
  const file = path.join(spoolFolder, "left-behind.spool");
  await writeFile(file, spoolLine(settlementOf(one, 10n)));
  await appendFile(file, `${spoolLine(settlementOf(cutOff, 10n)).slice(0, -30)}\n`);
  await appendFile(file, spoolLine(settlementOf(two, 10n)));
  const heir = await testLedger({ spoolFolder });
  expect(await finishedCall(cutOff)).toEqual([]);
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 100n, spentTotalNano: 20n });
  expect(await readFile(file, "utf8")).not.toBe("");
  await expectBooksBalance(workspaceId);
  await heir.close();
  await ledger.close();
});

test("backends killed under load: no call is lost, none is charged twice", async () => {
  const ledger = await testLedger();
  const wallets = await Promise.all(Array.from({ length: 8 }, () => walletWith({ availableNano: 1_000_000n })));
  let settled = 0;
  const killNow = () =>
    postgres().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^relais-(hold|settle)'",
    );
  const charged = await Promise.all(
    Array.from({ length: 64 }, async (_, n) => {
      const workspaceId = wallets[n % wallets.length] as string;
      let sum = 0n;
      for (let turn = 0; turn < 12; turn++) {
        const hold = holdOf(workspaceId, 100n);
        // Refused since no answer came in time: the call is not made, and its hold must not stay.
        const answer = await ledger.placeHold(hold).catch((error) => error);
        if (answer.kind !== "held") {
          expect(answer.code).toBe("upstream_unavailable");
          continue;
        }
        sum += (await ledger.settle(settlementOf(hold, 7n))).chargeNano;
        if (++settled % 50 === 0) await killNow();
      }
      return sum;
    }),
  );
  await ledger.close();
  const spent = charged.reduce((sum, each) => sum + each);
  const { rows } = await postgres().query(
    "SELECT sum(spent_total_nano)::bigint AS spent, sum(held_nano)::bigint AS held FROM wallet WHERE workspace_id = ANY ($1)",
    [wallets],
  );
  expect(rows).toEqual([{ spent, held: 0n }]);
  for (const workspaceId of wallets) await expectBooksBalance(workspaceId);
});

test("a wallet that somebody keeps locked delays its own calls only", async () => {
  const ledger = await testLedger();
  const [locked, free] = [await walletWith({ availableNano: 1_000n }), await walletWith({ availableNano: 1_000n })];
  const client = await postgres().connect();
  await client.query("BEGIN");
  await client.query("SELECT lock_wallet($1)", [locked]);
  const answers = await Promise.allSettled([locked, free].map((workspaceId) => ledger.placeHold(holdOf(workspaceId, 100n))));
  expect(answers).toMatchObject([
    { status: "rejected", reason: { code: "upstream_unavailable" } },
    { status: "fulfilled", value: { kind: "held" } },
  ]);
  await client.query("ROLLBACK");
  client.release();
  await ledger.close();
  await expectBooksBalance(locked);
  await expectBooksBalance(free);
});

test("a settle whose wallet somebody keeps locked waits on disk, for no admin, and is charged once the lock is gone", async () => {
  const ledger = await testLedger();
  const hold = holdOf(await walletWith({ availableNano: 1_000n }), 100n);
  await ledger.placeHold(hold);
  const client = await postgres().connect();
  await client.query("BEGIN");
  await client.query("SELECT lock_wallet($1)", [hold.workspaceId]);
  expect(await ledger.settle(settlementOf(hold, 70n))).toMatchObject({ isSpooled: true });
  await client.query("ROLLBACK");
  client.release();
  await expect.poll(() => finishedCall(hold)).toMatchObject([{ outcome: "settled", chargeNano: 70n }]);
  const { rows } = await postgres().query("SELECT FROM refused_settle WHERE call_id = $1", [hold.id]);
  expect(rows).toEqual([]);
  await ledger.close();
  await expectBooksBalance(hold.workspaceId);
});

test("more than ten thousand waiting holds are refused at once, and none of them stays held", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000_000n });
  const waiting = Array.from({ length: 10_003 }, () => ledger.placeHold(holdOf(workspaceId, 1n)));
  for (const hold of waiting.slice(10_000))
    await expect(hold).rejects.toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 2 });
  const outcomes = await Promise.allSettled(waiting);
  const held = outcomes.filter(({ status }) => status === "fulfilled").length;
  await ledger.close();
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: BigInt(held), holdsInFlight: held });
  await expectBooksBalance(workspaceId);
});
