import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { LedgerConnection } from "@/lib/ledger/connection";
import { executeHolds } from "@/lib/ledger/hold-statement";
import { executeSettles } from "@/lib/ledger/settle-statement";
import { sweep } from "@/lib/ledger/sweep";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/postgres";
import { expectBooksBalance, finishedCall, grant, topUpOf, walletWith } from "@/lib/testing/ledger";
import { holdOf, releaseOf, settlementOf } from "@/lib/testing/ledger-calls";
import { ModelLedger } from "@/lib/testing/ledger-model";

const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
afterAll(() => connection.close());

const DEAD_LEASE = "0";
const HOUR_MS = 3_600_000;
const call = fc.nat({ max: 7 });
const amount = fc.bigInt({ min: 1n, max: 400n });

const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("hold" as const), call, amount }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("settle" as const), call, amount: fc.bigInt({ min: 0n, max: 500n }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), call }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("checkpoint" as const), call, amount }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("grant" as const), amount, isPromo: fc.boolean(), hours: fc.option(fc.nat({ max: 3 })) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("anHourPasses" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("freeze" as const), isFrozen: fc.boolean() }) },
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

test("any history gives the same answers, balances, events and lots as the plain model that burns at once", async () => {
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), playBoth), { numRuns: 60 });
});

async function playBoth(history: Event[]): Promise<void> {
  const workspaceId = await walletWith({ availableNano: 0n });
  const ids = Array.from({ length: 8 }, () => newId());
  const model = new ModelLedger();
  for (const each of history) {
    await play(each, workspaceId, ids, model);
    const wallet = await postgres().query("SELECT available_nano, held_nano, spent_total_nano FROM wallet WHERE workspace_id = $1", [
      workspaceId,
    ]);
    expect(wallet.rows).toEqual([{ available_nano: model.availableNano, held_nano: model.heldNano, spent_total_nano: model.spentNano }]);
  }
  for (const id of ids) expect(await finishedCall({ workspaceId, id })).toEqual(model.ended.get(id) ?? []);
  await expectBooksBalance(workspaceId);
  await postgres().query("SELECT burn_lots($1)", [workspaceId]);
  const lots = await postgres().query("SELECT remaining_nano FROM credit_lot WHERE workspace_id = $1 ORDER BY priority, expires_at, id", [
    workspaceId,
  ]);
  expect(lots.rows.map((row) => row.remaining_nano)).toEqual(model.remaining());
  await expectBooksBalance(workspaceId);
  expect((await readWallet(workspaceId))?.debtNano).toBe(0n);
}

async function play(each: Event, workspaceId: string, ids: string[], model: ModelLedger): Promise<void> {
  const id = "call" in each ? (ids[each.call] as string) : "";
  switch (each.kind) {
    case "hold": {
      const [row] = await executeHolds(connection, [holdOf(workspaceId, each.amount, id)], DEAD_LEASE, false);
      return expect(row?.letter).toBe(model.placeHold(id, each.amount));
    }
    case "settle":
    case "release": {
      const hold = holdOf(workspaceId, 1n, id);
      const settlement = each.kind === "settle" ? settlementOf(hold, each.amount) : releaseOf(hold);
      const [row] = await executeSettles(connection, [settlement], false);
      return expect(row?.letter).toBe(model.settle(id, settlement.outcome, settlement.priceNano));
    }
    case "checkpoint":
      await postgres().query("SELECT checkpoint_holds(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3::bigint])", [
        workspaceId,
        id,
        each.amount,
      ]);
      return model.checkpoint(id, each.amount);
    case "grant": {
      const expiresAt = each.hours === null ? undefined : new Date(Date.now() + (each.hours + 0.5) * HOUR_MS);
      await grant(topUpOf(workspaceId, each.amount, { kind: each.isPromo ? "promo" : "paid", expiresAt }));
      return model.grant(each.amount, each.isPromo ? 10 : 20, each.hours);
    }
    case "anHourPasses":
      model.hour++;
      return anHourPasses(workspaceId);
    case "sweep":
      await sweep();
      return model.sweep();
    case "freeze":
      model.isFrozen = each.isFrozen;
      await postgres().query("UPDATE wallet SET is_frozen = $2 WHERE workspace_id = $1", [workspaceId, each.isFrozen]);
  }
}

async function anHourPasses(workspaceId: string): Promise<void> {
  const changes = { credit_lot: "expires_at", hold: "created_at", wallet: "next_expiry_at" };
  for (const [table, column] of Object.entries(changes)) {
    await postgres().query(`UPDATE ${table} SET ${column} = ${column} - interval '1 hour' WHERE workspace_id = $1`, [workspaceId]);
  }
}
