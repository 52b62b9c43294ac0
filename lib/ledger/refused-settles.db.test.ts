import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { giveUpCall } from "@/lib/failures/refused-calls";
import { CallEnder } from "@/lib/ledger/end-calls";
import { listRefusedSettles } from "@/lib/ledger/end-refused";
import type { Ledger } from "@/lib/ledger/ledger";
import { RefusedSettles } from "@/lib/ledger/refused-settles";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ownerConnection } from "@/lib/testing/owner";

const DATABASE_URL = process.env.DATABASE_URL as string;

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

async function running() {
  const hold = holdOf(await walletWith({ availableNano: 100n }), 60n);
  await ledger.placeHold(hold);
  return hold;
}

async function storedOf({ id }: { id: string }) {
  const { rows } = await postgres().query("SELECT outcome, refusals FROM refused_settle WHERE call_id = $1", [id]);
  return rows;
}

test("a call that an admin has given up is released, and stays given up when a copy of its settle is refused later", async () => {
  const hold = await running();
  const settlement = settlementOf(hold, -10n);
  await ledger.settle(settlement);
  expect(await giveUpCall({ userId: newId() }, { workspaceId: hold.workspaceId, callId: hold.id })).toBe("done");
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "released", holdNano: 60n, chargeNano: 0n }]);
  const [givenUp] = await storedOf(hold);
  const refusedSettles = new RefusedSettles(DATABASE_URL);
  await refusedSettles.store(settlement, new Error("refused again"));
  await refusedSettles.close();
  expect(await storedOf(hold)).toEqual([givenUp]);
  expect((await listRefusedSettles(100)).map(({ callId }) => callId)).not.toContain(hold.id);
  await expectBooksBalance(hold.workspaceId);
});

test("an end that Postgres refuses is reported as written only once it waits for an admin", async () => {
  const hold = await running();
  const ender = new CallEnder(DATABASE_URL);
  const owner = await ownerConnection();
  await owner.query(`CREATE FUNCTION be_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = 'disk_full'; END $$`);
  await owner.query("CREATE TRIGGER full_disk BEFORE INSERT ON refused_settle FOR EACH ROW EXECUTE FUNCTION be_full()");
  await expect(ender.end([settlementOf(hold, -10n)])).rejects.toThrow();
  await owner.query("DROP FUNCTION be_full CASCADE");
  await owner.end();
  await ender.end([settlementOf(hold, -10n)]);
  await ender.close();
  expect(await storedOf(hold)).toEqual([{ outcome: null, refusals: 1 }]);
});

test("a call whose settle was refused loses its hold when its process has died, and still waits for an admin", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const hold = holdOf(await walletWith({ availableNano: 100n }), 60n);
  await dying.placeHold(hold);
  await dying.settle(settlementOf(hold, -10n));
  await dying.close();
  await lapseLease(instance);
  await sweepHolds();
  expect(await readWallet(hold.workspaceId)).toMatchObject({ availableNano: 100n, heldNano: 0n });
  expect(await storedOf(hold)).toEqual([{ outcome: null, refusals: 1 }]);
  await expectBooksBalance(hold.workspaceId);
});
