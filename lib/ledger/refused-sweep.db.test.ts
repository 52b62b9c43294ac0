import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { giveUpCall, settleAgain } from "@/lib/failures/refused-calls";
import { listRefusedSettles } from "@/lib/ledger/end-refused";
import { Checkpoints } from "@/lib/ledger/queues/checkpoints";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, grant, lapseLease, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };
const refuse = (table: string, what: string) => asOwner(`ALTER TABLE ${table} ADD CONSTRAINT wrong CHECK (NOT (${what})) NOT VALID`);
const mend = (table: string) => asOwner(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS wrong`);
afterEach(() => Promise.all(["usage_event", "ledger_entry"].map(mend)));

/** Holds of a dead process. The first belongs to a workspace whose events Postgres refuses. */
async function deadHolds() {
  const instance = newId();
  const ledger = await testLedger({ instance });
  const [bad, good] = [await walletWith({ availableNano: 1_000n }), await walletWith({ availableNano: 1_000n })];
  const holds = [holdOf(bad, 100n), holdOf(good, 100n), holdOf(good, 100n)];
  for (const hold of holds) await ledger.placeHold(hold);
  await ledger.close();
  await lapseLease(instance);
  await refuse("usage_event", `workspace_id = '${bad}'`);
  return { bad, good, call: { workspaceId: bad, callId: holds[0]?.id ?? "" } };
}

test("a hold that cannot be ended waits for an admin, is not tried again by itself, and the others are ended", async () => {
  const { bad, good, call } = await deadHolds();
  const logged = vi.spyOn(log, "error");
  expect(await sweepHolds()).toMatchObject({ endedHolds: 2 });
  const line = {
    event: "ledger.sweep_refused",
    requestId: `req_${call.callId}`,
    workspaceId: bad,
    refusal: expect.stringContaining("wrong"),
  };
  expect(logged.mock.calls.map(([fields]) => fields)).toEqual([line]);
  logged.mockRestore();
  expect(await readWallet(good)).toMatchObject({ heldNano: 0n });
  expect(await sweepHolds()).toMatchObject({ endedHolds: 0 });
  const mine = async () => (await listRefusedSettles(1_000)).filter(({ workspaceId }) => workspaceId === bad);
  expect(await mine()).toMatchObject([{ ...call, settlement: null, refusals: 1, holdNano: 100n }]);
  await mend("usage_event");
  expect(await settleAgain(ADMIN, call)).toBe("done");
  expect(await mine()).toEqual([]);
  expect(await finishedCall({ workspaceId: bad, id: call.callId })).toMatchObject([{ outcome: "expired", chargeNano: 0n }]);
  for (const workspaceId of [bad, good]) await expectBooksBalance(workspaceId);
});

test.each([
  ["08006", false],
  ["40001", false],
  ["40P01", false],
  ["53100", false],
  ["55P03", false],
  ["57014", false],
  ["58030", false],
  ["23514", true],
  ["22003", true],
])("after the error %s the sweeper sets the hold aside for an admin: %s", async (sqlState, isSetAside) => {
  const { rows } = await asOwner("SELECT is_refused_for_good($1) AS refused", [sqlState]);
  expect(rows).toEqual([{ refused: isSetAside }]);
});

test("a hold that cannot be ended can be given up", async () => {
  const { bad, call } = await deadHolds();
  await sweepHolds();
  await mend("usage_event");
  expect(await giveUpCall(ADMIN, call)).toBe("done");
  expect(await readWallet(bad)).toMatchObject({ heldNano: 0n, availableNano: 1_000n });
  await expectBooksBalance(bad);
});

test("a wallet whose credit cannot expire is frozen, and the credit of the others expires", async () => {
  const wallets = [await walletWith({ availableNano: 0n }), await walletWith({ availableNano: 0n })];
  const [bad, good] = wallets;
  for (const workspaceId of wallets) {
    await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: new Date(Date.now() + 60_000) }));
    await asOwner("UPDATE credit_lot SET expires_at = now() - interval '1 second' WHERE workspace_id = $1", [workspaceId]);
    await asOwner("UPDATE wallet SET next_expiry_at = now() - interval '1 second' WHERE workspace_id = $1", [workspaceId]);
  }
  await refuse("ledger_entry", `workspace_id = '${bad}'`);
  expect(await sweepHolds()).toMatchObject({ expiredNano: 400n });
  expect(await readWallet(good ?? "")).toMatchObject({ availableNano: 0n, isFrozen: false });
  expect(await readWallet(bad ?? "")).toMatchObject({ availableNano: 400n, isFrozen: true });
  expect(await sweepHolds()).toMatchObject({ expiredNano: 0n });
});

test("wallets that are frozen wait for the others to lose what is due", async () => {
  const [frozen, other] = [await walletWith({ availableNano: 0n }), await walletWith({ availableNano: 0n })];
  for (const workspaceId of [frozen, other])
    await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: new Date(Date.now() + 60_000) }));
  await asOwner("UPDATE wallet SET is_frozen = true, next_expiry_at = now() WHERE workspace_id = $1", [frozen]);
  await asOwner("UPDATE wallet SET next_expiry_at = now() WHERE workspace_id = $1", [other]);
  await asOwner("UPDATE credit_lot SET expires_at = now() - interval '1 hour' WHERE workspace_id = $1", [frozen]);
  await asOwner("UPDATE credit_lot SET expires_at = now() WHERE workspace_id = $1", [other]);
  const { rows } = await postgres().query("SELECT workspace_id, expired_nano FROM sweep_due_lots(1)");
  expect(rows).toEqual([{ workspace_id: other, expired_nano: 400n }]);
});

test("a checkpoint that Postgres refuses does not cost the others theirs", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const ledger = await testLedger();
  const holds = [1, 2, 3].map(() => holdOf(workspaceId, 100n));
  for (const hold of holds) await ledger.placeHold(hold);
  const connection = new LedgerConnection(process.env.DATABASE_URL as string, "checkpoint-test");
  const checkpoints = new Checkpoints(connection);
  const [bad] = holds;
  for (const hold of holds) checkpoints.note(settlementOf(hold, hold === bad ? -1n : 7n));
  await checkpoints.stop();
  const { rows } = await postgres().query("SELECT checkpoint_nano FROM hold WHERE workspace_id = $1 ORDER BY id", [workspaceId]);
  expect(rows.map(({ checkpoint_nano }) => checkpoint_nano)).toEqual([0n, 7n, 7n]);
  await connection.close();
  await ledger.close();
});
