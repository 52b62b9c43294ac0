import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { Checkpoints } from "@/lib/ledger/queues/checkpoints";
import { ExtensionQueue } from "@/lib/ledger/queues/extension-queue";
import { executeHolds } from "@/lib/ledger/statements/hold-statement";
import { executeSettles } from "@/lib/ledger/statements/settle-statement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { ModelLedger } from "@/lib/ledger/testing/ledger-model";
import { expectBooksBalance, finishedCall, grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { postgres } from "@/lib/platform/postgres";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
const owner = await ownerConnection();
const extensions = new ExtensionQueue(connection);
const checkpoints = new Checkpoints(connection);
afterAll(async () => {
  await checkpoints.stop();
  await Promise.all([connection.close(), owner.end()]);
});

const DEAD_LEASE = "0";
const HOUR_MS = 3_600_000;
const CALLS = 5;
const call = fc.nat({ max: CALLS - 1 });
// Holds are small beside grants and lots are short-lived: otherwise few histories have calls in flight when credit expires.
const amount = fc.bigInt({ min: 1n, max: 120n });
const hours = fc.option(fc.nat({ max: 2 }), { freq: 4 });

const aGrant = fc.record({ kind: fc.constant("grant" as const), amount: fc.bigInt({ min: 50n, max: 400n }), isPromo: fc.boolean(), hours });
const event = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: fc.constant("hold" as const), call, amount }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("settle" as const), call, amount: fc.bigInt({ min: 0n, max: 250n }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), call }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("extend" as const), call, amount, more: amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("checkpoint" as const), call, amount }) },
  { weight: 3, arbitrary: aGrant },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("anHourPasses" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lotsExpire" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("processDies" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("freeze" as const), isFrozen: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("owedIsCleared" as const) }) },
);
const histories = fc.array(event, { minLength: 10, maxLength: 45, size: "max" });
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

/** Too rare for random histories: the call that kept the lot alive ends while a newer one is held. */
const NEW_HOLD_BESIDE_EXPIRED_LOT: [Event & { kind: "grant" }, Event[]] = [
  { kind: "grant", amount: 100n, isPromo: true, hours: 0 },
  [
    { kind: "grant", amount: 50n, isPromo: false, hours: null },
    { kind: "hold", call: 0, amount: 100n },
    { kind: "anHourPasses" },
    { kind: "lotsExpire" },
    { kind: "hold", call: 1, amount: 50n },
    { kind: "release", call: 0 },
    { kind: "lotsExpire" },
  ],
];

/** Two checkpoints that the balance cannot pay together, stored in the reverse order of the calls. */
const CHECKPOINTS_BEYOND_THE_BALANCE: [Event & { kind: "grant" }, Event[]] = [
  { kind: "grant", amount: 50n, isPromo: false, hours: null },
  [
    { kind: "hold", call: 3, amount: 1n },
    { kind: "hold", call: 1, amount: 25n },
    { kind: "checkpoint", call: 3, amount: 75n },
    { kind: "checkpoint", call: 1, amount: 1n },
    { kind: "processDies" },
  ],
];

/** A call costs more than the balance, and what another call releases is not spent before the debt is paid. */
const HOLDS_OF_WHAT_IS_OWED: [Event & { kind: "grant" }, Event[]] = [
  { kind: "grant", amount: 100n, isPromo: false, hours: null },
  [
    { kind: "hold", call: 0, amount: 20n },
    { kind: "hold", call: 1, amount: 80n },
    { kind: "settle", call: 0, amount: 50n },
    { kind: "release", call: 1 },
    { kind: "hold", call: 2, amount: 51n },
    { kind: "hold", call: 3, amount: 50n },
    { kind: "extend", call: 3, amount: 60n, more: 1n },
    { kind: "grant", amount: 10n, isPromo: true, hours: null },
    { kind: "extend", call: 3, amount: 60n, more: 1n },
  ],
];

test("any history gives the same answers, balances, events and lots as the plain model that burns at once", async () => {
  await fc.assert(fc.asyncProperty(aGrant, histories, playBoth), {
    numRuns: 80,
    examples: [NEW_HOLD_BESIDE_EXPIRED_LOT, CHECKPOINTS_BEYOND_THE_BALANCE, HOLDS_OF_WHAT_IS_OWED],
  });
}, 300_000);

async function playBoth(first: Event, history: Event[]): Promise<void> {
  const workspaceId = await walletWith({ availableNano: 0n });
  const ids = Array.from({ length: CALLS }, () => newId());
  const model = new ModelLedger();
  for (const each of [first, ...history]) {
    await play(each, workspaceId, ids, model);
    const wallet = await postgres().query(
      "SELECT available_nano AS available, held_nano AS held, spent_total_nano AS spent, owed_nano AS owed FROM wallet WHERE workspace_id = $1",
      [workspaceId],
    );
    const { availableNano: available, heldNano: held, spentNano: spent, owedNano: owed } = model;
    expect(wallet.rows).toEqual([{ available, held, spent, owed }]);
  }
  for (const id of ids) expect(await finishedCall({ workspaceId, id })).toEqual(model.ended.get(id) ?? []);
  await expectBooksBalance(workspaceId);
  await asOwner("SELECT burn_lots($1)", [workspaceId]);
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
    case "extend": {
      const soFar = settlementOf(holdOf(workspaceId, 1n, id), each.amount);
      const answer = await extensions.submit(soFar, each.amount + each.more);
      return expect(answer.kind === "refused" ? answer.reason : answer.kind).toBe(model.extend(id, each.amount, each.amount + each.more));
    }
    case "checkpoint":
      checkpoints.note(settlementOf(holdOf(workspaceId, 1n, id), each.amount));
      await checkpoints.flush();
      return model.checkpoint(id, each.amount);
    case "grant": {
      const expiresAt = each.hours === null ? undefined : new Date(Date.now() + (each.hours + 0.5) * HOUR_MS);
      await grant(topUpOf(workspaceId, each.amount, { kind: each.isPromo ? "promo" : "paid", expiresAt }));
      return model.grant(each.amount, each.isPromo ? 10 : 20, each.hours);
    }
    case "anHourPasses":
      model.hour++;
      return anHourPasses(workspaceId);
    case "lotsExpire":
      await postgres().query("SELECT sweep_due_lots(100)");
      return model.expire();
    case "processDies":
      await sweepHolds();
      return model.sweep();
    case "owedIsCleared":
      model.owedNano = 0n;
      await asOwner("UPDATE wallet SET owed_nano = 0 WHERE workspace_id = $1", [workspaceId]);
      return;
    case "freeze":
      model.isFrozen = each.isFrozen;
      await asOwner("UPDATE wallet SET is_frozen = $2 WHERE workspace_id = $1", [workspaceId, each.isFrozen]);
  }
}

async function anHourPasses(workspaceId: string): Promise<void> {
  const changes = { credit_lot: "expires_at", hold: "created_at", wallet: "next_expiry_at" };
  for (const [table, column] of Object.entries(changes)) {
    await owner.query(`UPDATE ${table} SET ${column} = ${column} - interval '1 hour' WHERE workspace_id = $1`, [workspaceId]);
  }
}
