import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { Ledger } from "@/lib/ledger/ledger";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

test("a hold is left alone if its process turns out to be alive under the wallet's lock", async () => {
  const hold = holdOf(await walletWith({ availableNano: 100n }), 60n);
  await ledger.placeHold(hold);
  const { rows } = await postgres().query("SELECT sweep_hold($1, $2, '6 hours') AS swept", [hold.workspaceId, hold.id]);
  expect(rows).toEqual([{ swept: false }]);
  expect(await readWallet(hold.workspaceId)).toMatchObject({ heldNano: 60n });
});

test("a hold that is older than any call may be ends though its process lives, unless it is of a batch", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  const [old, ofBatch, recent] = [holdOf(workspaceId, 10n), holdOf(workspaceId, 20n), holdOf(workspaceId, 30n)];
  for (const hold of [old, ofBatch, recent]) await ledger.placeHold(hold);
  const { rows } = await asOwner<{ id: bigint }>(
    "INSERT INTO worker_lease (instance, expires_at, is_batch) VALUES ('batch', now() + interval '1 day', true) RETURNING id",
  );
  await asOwner("UPDATE hold SET lease_id = $2 WHERE id = $1", [ofBatch.id, rows[0]?.id]);
  await asOwner("UPDATE hold SET created_at = now() - interval '6 hours 1 minute' WHERE id = ANY ($1)", [[old.id, ofBatch.id]]);
  await asOwner("UPDATE hold SET created_at = now() - interval '5 hours 59 minutes' WHERE id = $1", [recent.id]);
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 50n, availableNano: 50n });
  await expectBooksBalance(workspaceId);
});

test("what a call of a dead process cost beyond its balance is owed, and reported to the operator, also of an old call", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const [rich, poor] = [await walletWith({ availableNano: 100n }), await walletWith({ availableNano: 100n })];
  const clock = vi.spyOn(Date, "now").mockReturnValueOnce(Date.now() - 7 * 3_600_000);
  const [absorbed, covered] = [holdOf(poor, 60n, newId()), holdOf(rich, 60n)];
  clock.mockRestore();
  for (const hold of [covered, absorbed]) await dying.placeHold(hold);
  dying.checkpoint(settlementOf(covered, 100n));
  dying.checkpoint(settlementOf(absorbed, 130n));
  await dying.close();
  await lapseLease(instance);
  const logged = vi.spyOn(log, "error");
  await sweepHolds();
  const line = { event: "ledger.charge_absorbed", requestId: `req_${absorbed.id}`, workspaceId: absorbed.workspaceId, absorbedNano: "30" };
  expect(logged.mock.calls.map(([fields]) => fields)).toEqual([line]);
  expect([(await readWallet(rich))?.owedNano, (await readWallet(poor))?.owedNano]).toEqual([0n, 30n]);
  logged.mockRestore();
});

test("the sweeper waits for a change of the wallet, and adds to what that change left", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  const [one, other] = [holdOf(workspaceId, 60n), holdOf(workspaceId, 30n)];
  for (const hold of [one, other]) await ledger.placeHold(hold);
  const another = await ownerConnection();
  await another.query("BEGIN");
  await another.query("SELECT sweep_hold($1, $2, NULL)", [workspaceId, one.id]);
  const swept = postgres().query("SELECT sweep_hold($1, $2, NULL)", [workspaceId, other.id]);
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%sweep_hold(%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(1);
  await another.query("COMMIT");
  await another.end();
  await swept;
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 100n, heldNano: 0n });
  await expectBooksBalance(workspaceId);
});
