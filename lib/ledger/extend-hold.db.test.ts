import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { freezeWallet } from "@/lib/ledger/freeze-wallet";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

async function held(availableNano: bigint, amountNano: bigint): Promise<HoldRequest> {
  const hold = holdOf(await walletWith({ availableNano }), amountNano);
  await ledger.placeHold(hold);
  return hold;
}

const extend = (hold: HoldRequest, neededNano: bigint, wantedNano: bigint, by = ledger) =>
  by.extendHold(settlementOf(hold, neededNano), wantedNano);
const walletOf = async ({ workspaceId }: HoldRequest) => {
  const wallet = await readWallet(workspaceId);
  return [wallet?.availableNano, wallet?.heldNano];
};
const refused = (reason: string) => ({ kind: "refused", reason });

test("a hold is raised to what is wanted, and the settle gives back what was not used", async () => {
  const hold = await held(1_000n, 100n);
  expect(await extend(hold, 150n, 400n)).toEqual({ kind: "extended", amountNano: 400n });
  expect(await walletOf(hold)).toEqual([600n, 400n]);
  await expectBooksBalance(hold.workspaceId);
  await ledger.settle(settlementOf(hold, 250n));
  expect(await finishedCall(hold)).toMatchObject([{ holdNano: 400n, chargeNano: 250n, absorbedNano: 0n }]);
  expect(await walletOf(hold)).toEqual([750n, 0n]);
});

test("with less than what is wanted it is raised as far as the balance goes, with less than what is needed not at all", async () => {
  const hold = await held(300n, 100n);
  expect(await extend(hold, 150n, 900n)).toEqual({ kind: "extended", amountNano: 300n });
  expect(await walletOf(hold)).toEqual([0n, 300n]);
  expect(await extend(hold, 301n, 900n)).toEqual(refused("insufficient_balance"));
  expect(await walletOf(hold)).toEqual([0n, 300n]);
  await expectBooksBalance(hold.workspaceId);
});

test("asked again, nothing more is taken", async () => {
  const hold = await held(1_000n, 100n);
  for (let n = 0; n < 3; n++) expect(await extend(hold, 150n, 400n)).toEqual({ kind: "extended", amountNano: 400n });
  expect(await walletOf(hold)).toEqual([600n, 400n]);
});

test("a hold is raised to what the call has cost, also where less than that is wanted", async () => {
  const hold = await held(1_000n, 100n);
  expect(await extend(hold, 250n, 150n)).toEqual({ kind: "extended", amountNano: 250n });
  expect(await walletOf(hold)).toEqual([750n, 250n]);
});

test("only the addition has to be covered, not the whole sum", async () => {
  const hold = await held(300n, 200n);
  expect(await extend(hold, 250n, 250n)).toEqual({ kind: "extended", amountNano: 250n });
  expect(await walletOf(hold)).toEqual([50n, 250n]);
});

test("a checkpoint that is written meanwhile stays if it is higher", async () => {
  const hold = await held(1_000n, 100n);
  const other = await ownerConnection();
  await other.query("BEGIN");
  await other.query("UPDATE hold SET checkpoint_nano = 200 WHERE id = $1", [hold.id]);
  const extended = extend(hold, 150n, 400n);
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%extend_holds%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(1);
  await other.query("COMMIT");
  await other.end();
  expect(await extended).toEqual({ kind: "extended", amountNano: 400n });
  const { rows } = await postgres().query("SELECT checkpoint_nano AS checkpoint FROM hold WHERE id = $1", [hold.id]);
  expect(rows).toEqual([{ checkpoint: 200n }]);
});

test("a budget that got another period after the call began does not bind the call", async () => {
  const call = { ...holdOf(await walletWith({ availableNano: 1_000n }), 100n), keyId: newId(), hasBudget: true };
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 300, 'day')`,
    [call.workspaceId, call.keyId, Buffer.from(call.keyId)],
  );
  await ledger.placeHold(call);
  await asOwner("UPDATE api_key SET budget_nano = 200, budget_period = 'month' WHERE id = $1", [call.keyId]);
  expect(await extend(call, 150n, 400n)).toEqual({ kind: "extended", amountNano: 400n });
});

test("a call that has ended is not held for again", async () => {
  const hold = await held(1_000n, 100n);
  await ledger.settle(settlementOf(hold, 50n));
  expect(await extend(hold, 150n, 400n)).toEqual({ kind: "ended" });
  expect(await walletOf(hold)).toEqual([950n, 0n]);
});

test("40 extensions racing with 40 new calls for one balance, over two processes: all of it is given once", async () => {
  const other = await testLedger();
  const workspaceId = await walletWith({ availableNano: 400n + 1_000n });
  const running = Array.from({ length: 40 }, () => holdOf(workspaceId, 10n));
  await Promise.all(running.map((hold) => ledger.placeHold(hold)));
  const [extensions, placed] = await Promise.all([
    Promise.all(running.map((hold, n) => extend(hold, 60n, 60n, n % 2 ? ledger : other))),
    Promise.all(running.map((_, n) => (n % 2 ? other : ledger).placeHold(holdOf(workspaceId, 50n)))),
  ]);
  const granted = [...extensions, ...placed].filter(({ kind }) => kind === "extended" || kind === "held");
  expect(granted).toHaveLength(20);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 1_400n });
  await expectBooksBalance(workspaceId);
  await other.close();
});

test("a frozen wallet, the month's cap and the key's budget stop an extension like a new call", async () => {
  const frozen = await held(1_000n, 100n);
  await freezeWallet(frozen.workspaceId);
  expect(await extend(frozen, 150n, 400n)).toEqual(refused("frozen"));

  const capped = await held(1_000n, 100n);
  await asOwner("UPDATE wallet SET spend_ceiling_nano = 250, spend_ceiling_until = now() + interval '1 hour' WHERE workspace_id = $1", [
    capped.workspaceId,
  ]);
  expect(await extend(capped, 251n, 400n)).toEqual(refused("monthly_cap"));
  expect(await extend(capped, 150n, 400n)).toEqual({ kind: "extended", amountNano: 250n });

  const budgeted = { ...holdOf(await walletWith({ availableNano: 1_000n }), 100n), keyId: newId(), hasBudget: true };
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 300, 'day')`,
    [budgeted.workspaceId, budgeted.keyId, Buffer.from(budgeted.keyId)],
  );
  await ledger.placeHold(budgeted);
  expect(await extend(budgeted, 301n, 400n)).toEqual(refused("key_budget"));
  expect(await extend(budgeted, 150n, 400n)).toEqual({ kind: "extended", amountNano: 300n });
  for (const { workspaceId } of [frozen, capped, budgeted]) await expectBooksBalance(workspaceId);
});

test("a process that dies after an extension leaves what was used by then to be charged, and no hold", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const hold = holdOf(await walletWith({ availableNano: 1_000n }), 100n);
  await dying.placeHold(hold);
  await extend(hold, 150n, 400n, dying);
  await lapseLease(instance);
  await sweepHolds();
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled_partial", holdNano: 400n, chargeNano: 150n }]);
  expect(await walletOf(hold)).toEqual([850n, 0n]);
  await expectBooksBalance(hold.workspaceId);
  await dying.close();
});
