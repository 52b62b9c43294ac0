import { readdir } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { giveUpCall, settleAgain, settleAllAgain } from "@/lib/failures/refused-calls";
import { listRefusedSettles } from "@/lib/ledger/end-refused";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { killedAfter } from "@/lib/ledger/testing/ledger-process";
import { cuttableLine } from "@/lib/ledger/testing/ledger-tcp";
import { expectBooksBalance, finishedCall, lapseLease, newSpoolFolder, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };
const POISON = { upstreamRequestId: "poison" };
const databaseUrl = process.env.DATABASE_URL as string;

/** A constraint like one that a faulty migration may add. */
const refuse = (what: string) => asOwner(`ALTER TABLE usage_event ADD CONSTRAINT wrong CHECK (NOT (${what})) NOT VALID`);
const mend = () => asOwner("ALTER TABLE usage_event DROP CONSTRAINT IF EXISTS wrong");
afterEach(mend);

const refusedOf = async (workspaceId: string) => (await listRefusedSettles(1_000)).filter((each) => each.workspaceId === workspaceId);

async function heldCalls(ledger: Awaited<ReturnType<typeof testLedger>>, workspaceId: string, count: number) {
  const holds = Array.from({ length: count }, () => holdOf(workspaceId, 100n));
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  return holds;
}

test("a settle that Postgres refuses waits for an admin, and those around it are charged", async () => {
  await refuse("upstream_request_id = 'poison'");
  const ledger = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [bad, ...good] = await heldCalls(ledger, workspaceId, 6);
  if (!bad) throw new Error("six holds");
  const answers = await Promise.all([bad, ...good].map((hold) => ledger.settle(settlementOf(hold, 10n, hold === bad ? POISON : {}))));
  expect(answers.map(({ isSpooled }) => isSpooled)).toEqual([true, false, false, false, false, false]);
  expect(await readWallet(workspaceId)).toMatchObject({ spentTotalNano: 50n, heldNano: 100n });
  expect(await refusedOf(workspaceId)).toMatchObject([
    { callId: bad.id, holdNano: 100n, refusals: 1, lastError: expect.stringMatching(/check constraint "wrong" \(23514\)$/) },
  ]);

  expect(await settleAgain(ADMIN, { workspaceId, callId: bad.id })).toBe("refused");
  expect(await refusedOf(workspaceId)).toMatchObject([{ refusals: 2, holdNano: 100n }]);
  await mend();
  const twoAdmins = [1, 2].map(() => settleAgain(ADMIN, { workspaceId, callId: bad.id }));
  expect((await Promise.all(twoAdmins)).sort()).toEqual(["done", "gone"]);
  expect(await readWallet(workspaceId)).toMatchObject({ spentTotalNano: 60n, heldNano: 0n, availableNano: 940n });
  expect(await finishedCall(bad)).toMatchObject([{ outcome: "settled", chargeNano: 10n }]);
  const { rows } = await postgres().query("SELECT action, target, actor_user_id FROM audit_entry WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toEqual([{ action: "refused_call.settle", target: `call:req_${bad.id}`, actor_user_id: ADMIN.userId }]);
  await expectBooksBalance(workspaceId);
  await ledger.close();
});

test("what is given up is free, and its hold goes back; where the release is refused too, nothing is done", async () => {
  const ledger = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [hold] = await heldCalls(ledger, workspaceId, 1);
  if (!hold) throw new Error("one hold");
  await refuse(`workspace_id = '${workspaceId}'`);
  await ledger.settle(settlementOf(hold, 10n));
  const call = { workspaceId, callId: hold.id };
  expect(await giveUpCall(ADMIN, call)).toBe("refused");
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 100n });
  await mend();
  expect(await giveUpCall(ADMIN, call)).toBe("done");
  expect(await giveUpCall(ADMIN, call)).toBe("gone");
  expect(await settleAgain(ADMIN, call)).toBe("gone");
  const line = { workspaceId, actorUserId: ADMIN.userId, ip: ADMIN.ip, before: { price: "0.00000001" } };
  await expectAuditRow({ action: "refused_call.give_up", target: `call:req_${hold.id}`, ...line });
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 0n, availableNano: 1_000n });
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "released", chargeNano: 0n }]);
  await expectBooksBalance(workspaceId);
  await ledger.close();
});

test("a refused settle among spooled ones leaves the spool with them, and a settle after the sweeper charges what is missing", async () => {
  const line = await cuttableLine(databaseUrl);
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  const ledger = await testLedger({ databaseUrl: line.databaseUrl, spoolFolder, instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [bad, ...good] = await heldCalls(ledger, workspaceId, 4);
  if (!bad) throw new Error("four holds");
  line.cut();
  await Promise.all([bad, ...good].map((hold) => ledger.settle(settlementOf(hold, 10n, hold === bad ? POISON : {}))));
  await refuse("upstream_request_id = 'poison'");
  line.restore();
  await expect.poll(async () => (await refusedOf(workspaceId)).length).toBe(1);
  await expect.poll(async () => (await readWallet(workspaceId))?.spentTotalNano).toBe(30n);
  await ledger.close();
  expect(await readdir(spoolFolder)).toEqual([]);
  await lapseLease(instance);
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 0n, availableNano: 970n });
  await mend();
  expect(await settleAgain(ADMIN, { workspaceId, callId: bad.id })).toBe("done");
  expect((await finishedCall(bad)).map(({ outcome, chargeNano }) => [outcome, chargeNano])).toEqual([
    ["expired", 0n],
    ["settled_late", 10n],
  ]);
  await expectBooksBalance(workspaceId);
  await line.close();
});

test("a try that is cut off changes nothing, and the next one charges once", async () => {
  await refuse("upstream_request_id = 'poison'");
  const ledger = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [hold] = await heldCalls(ledger, workspaceId, 1);
  if (!hold) throw new Error("one hold");
  await ledger.settle(settlementOf(hold, 10n, POISON));
  await mend();
  const locking = await postgres().connect();
  await locking.query("BEGIN");
  await locking.query("SELECT lock_wallet($1)", [workspaceId]);
  const cutOff = settleAgain(ADMIN, { workspaceId, callId: hold.id }).catch(() => "cut off");
  const ending = "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted";
  await expect.poll(async () => (await asOwner(`${ending} AND datname = current_database()`)).rowCount).toBe(1);
  expect(await cutOff).toBe("cut off");
  await locking.query("ROLLBACK");
  locking.release();
  expect(await refusedOf(workspaceId)).toHaveLength(1);
  expect(await settleAgain(ADMIN, { workspaceId, callId: hold.id })).toBe("done");
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled", chargeNano: 10n }]);
  await expectBooksBalance(workspaceId);
  await ledger.close();
});

test("a process killed among refused settles: each call that it took is charged once in the end", async () => {
  await refuse("get_byte(uuid_send(id), 15) % 5 = 0");
  const wallets = await Promise.all([1, 2].map(() => walletWith({ availableNano: 1_000_000n })));
  const [spoolFolder, instance] = [await newSpoolFolder(), newId()];
  const ids = await killedAfter(300, { databaseUrl, spoolFolder, instance, atOnce: 4, wallets }, (child) => child.kill("SIGKILL"));
  const heir = await testLedger({ spoolFolder, instance });
  await heir.close();
  await lapseLease(instance);
  await sweepHolds();
  const waiting = (await listRefusedSettles(1_000)).length;
  expect(waiting).toBeGreaterThan(10);
  await mend();
  expect(await settleAllAgain(ADMIN)).toEqual({ settled: waiting, refused: 0 });
  expect(await settleAllAgain(ADMIN)).toEqual({ settled: 0, refused: 0 });
  const { rows } = await postgres().query<{ id: string; charged: bigint }>(
    "SELECT id, sum(charge_nano)::bigint AS charged FROM usage_event WHERE id = ANY ($1) GROUP BY id",
    [ids],
  );
  expect(rows).toHaveLength(ids.length);
  expect(rows.filter(({ charged }) => charged !== 7n)).toEqual([]);
  for (const workspaceId of wallets) {
    expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 0n });
    await expectBooksBalance(workspaceId);
  }
});
