import fc from "fast-check";
import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";
import { processesUrl } from "@/dev/postgres";
import { newId } from "@/lib/basics/ids";
import { CallEnder } from "@/lib/ledger/end-calls";
import { Checkpoints } from "@/lib/ledger/queues/checkpoints";
import { ExtensionQueue } from "@/lib/ledger/queues/extension-queue";
import type { KeyedHoldRequest, Settlement } from "@/lib/ledger/settlement";
import { executeBudgetHolds, executeHolds, type HoldRow } from "@/lib/ledger/statements/hold-statement";
import { executeKeyedHolds } from "@/lib/ledger/statements/keyed-hold-statement";
import { lockedAmong } from "@/lib/ledger/statements/locked-wallets";
import { executeSettles, type SettleRow } from "@/lib/ledger/statements/settle-statement";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { asOwner } from "@/lib/testing/owner";

/** A batch is sent in one statement, or as a pipeline of calls of one wallet (`isSpread`). Both must answer and write the same. */
const LEASE = "1";
const WALLETS = 4;

const twinUrl = await twinDatabase();
const sides = [
  sideOf(process.env.DATABASE_URL as string, process.env.MIGRATION_DATABASE_URL as string, false),
  sideOf(processesUrl(twinUrl), twinUrl, true),
];
afterAll(() => Promise.all(sides.map((side) => side.close())));

function sideOf(url: string, ownerUrl: string, isSpread: boolean) {
  const connection = new LedgerConnection(url, "side", "flushed", isSpread);
  const owner = new pg.Client({ connectionString: ownerUrl });
  const checkpoints = new Checkpoints(connection);
  const ender = new CallEnder(url, isSpread);
  return {
    connection,
    owner,
    checkpoints,
    ender,
    extensions: new ExtensionQueue(connection),
    close: async () => void (await Promise.all([checkpoints.stop(), ender.close(), connection.close(), owner.end()])),
  };
}
type Side = (typeof sides)[number];

/** A second database with the same tables and functions. */
async function twinDatabase(): Promise<string> {
  const name = `twin_${newId().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: inject("templateUrl").replace(/\/relais_template$/, "/postgres") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE relais_template`);
  await admin.end();
  return inject("templateUrl").replace(/relais_template$/, name);
}

const amount = fc.bigInt({ min: 1n, max: 150n });
const place = fc.nat({ max: WALLETS });
/** `again` takes an earlier call of the history in place of a new one. */
const item = fc.record({ place, amount, again: fc.option(fc.nat(), { freq: 3 }), isOdd: fc.boolean() });
const batch = fc.record({
  kind: fc.constantFrom("hold", "hold", "budget", "keyed", "extend", "checkpoint", "settle", "settle", "end") as fc.Arbitrary<Kind>,
  items: fc.array(item, { minLength: 1, maxLength: 8 }),
});
type Kind = "hold" | "budget" | "keyed" | "extend" | "checkpoint" | "settle" | "end";
type Batch = typeof batch extends fc.Arbitrary<infer Value> ? Value : never;
const history = fc.array(batch, { minLength: 4, maxLength: 12, size: "max" });

test("any history of batches is answered and written the same way in one statement and as a pipeline of calls of one wallet", async () => {
  await Promise.all(sides.map(({ owner }) => owner.connect()));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.bigInt({ min: 0n, max: 600n }), { minLength: WALLETS, maxLength: WALLETS }), history, playBoth),
    {
      numRuns: 40,
    },
  );
}, 300_000);

type World = { wallets: string[]; holds: KeyedHoldRequest[] };

async function playBoth(balances: bigint[], batches: Batch[]): Promise<void> {
  // One more than there are: the last has no wallet.
  const wallets = [...balances.map(() => newId()), newId()];
  const world: World = { wallets, holds: [] };
  for (const { owner } of sides) await fill(owner, wallets, balances);
  for (const each of batches) {
    const { holds, mayRepeat } = callsOf(each, world);
    const [together, spread] = await Promise.all(sides.map((side) => play(side, each, holds, mayRepeat)));
    expect(spread).toEqual(together);
    world.holds.push(...holds);
  }
  const [together, spread] = await Promise.all(sides.map(({ owner }) => rowsOf(owner, wallets)));
  expect(spread).toEqual(together);
}

async function openWith(owner: pg.Client, workspaceId: string, amountNano: bigint): Promise<void> {
  await owner.query("SELECT open_wallet($1)", [workspaceId]);
  if (amountNano === 0n) return;
  await owner.query("SELECT grant_lot($1, 'paid', 20, 'topup', $2, 'stripe_clearing', $3, NULL, NULL, NULL)", [
    workspaceId,
    amountNano,
    `topup:${workspaceId}`,
  ]);
}

async function fill(owner: pg.Client, wallets: string[], balances: bigint[]): Promise<void> {
  for (const [n, workspaceId] of wallets.entries()) {
    await owner.query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
    if (n === balances.length) continue;
    await openWith(owner, workspaceId, balances[n] as bigint);
    if (n === 1) await owner.query("UPDATE wallet SET owed_nano = 9 WHERE workspace_id = $1", [workspaceId]);
    await owner.query(
      `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
       VALUES ($1, $1, 'Test', $2, 1, 'sk', 'last', 200, 'day')`,
      [workspaceId, Buffer.from(newId())],
    );
  }
}

/** The same calls for both sides. A batch with a known call is sent as a repeat, as its queue would at the second attempt. */
function callsOf({ items }: Batch, { wallets, holds: known }: World): { holds: KeyedHoldRequest[]; mayRepeat: boolean } {
  const holds: KeyedHoldRequest[] = [];
  for (const { place, amount, again } of items) {
    const earlier = again === null ? undefined : known[again % Math.max(known.length, 1)];
    const isTwice = holds.some(({ id }) => id === earlier?.id);
    const workspaceId = wallets[place] as string;
    const idempotency = { keyHash: Buffer.alloc(32, Number(amount % 7n)), requestHash: Buffer.alloc(32, Number(amount % 2n)) };
    holds.push(earlier && !isTwice ? earlier : { ...holdOf(workspaceId, amount), keyId: workspaceId, idempotency });
  }
  return { holds, mayRepeat: holds.some(({ id }) => known.some((each) => each.id === id)) };
}

async function play(side: Side, { kind, items }: Batch, holds: KeyedHoldRequest[], mayRepeat: boolean): Promise<unknown> {
  const settles = holds.map((hold, n) => settleOf(hold, items[n] as Batch["items"][number]));
  switch (kind) {
    case "hold":
      return executeHolds(side.connection, holds, LEASE, mayRepeat);
    case "budget":
      return executeBudgetHolds(side.connection, holds, LEASE);
    case "keyed":
      return executeKeyedHolds(side.connection, holds, LEASE);
    case "extend":
      return Promise.all(settles.map((soFar, n) => side.extensions.submit(soFar, soFar.priceNano + BigInt(n))));
    case "checkpoint":
      for (const soFar of settles) side.checkpoints.note(soFar);
      return side.checkpoints.flush();
    case "settle":
      // Most are of holds that exist; a batch without one is refused as a whole, and sent again.
      return executeSettles(side.connection, settles, true);
    case "end":
      return side.ender.end(settles);
  }
}

function settleOf(hold: KeyedHoldRequest, { amount, isOdd }: Batch["items"][number]): Settlement {
  const { idempotency: _, ...call } = hold;
  if (amount < 20n) return releaseOf(call);
  return settlementOf(call, amount, isOdd && amount > 75n ? { moves: [{ upstream: "south", why: "cooling", label: "429" }] } : {});
}

/** All rows of these wallets in every table, without times, transactions and ids that a database makes itself. */
async function rowsOf(owner: pg.Client, wallets: string[]): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await owner.query<{ name: string; made: string[] }>(`
    SELECT c.relname AS name, ARRAY(
      SELECT m.attname::text FROM pg_attribute m WHERE m.attrelid = c.oid AND m.attnum > 0
        AND (m.atttypid IN ('timestamptz'::regtype, 'xid8'::regtype) AND m.attname <> 'period_start' OR m.attidentity <> '' OR m.attname IN ('secret_hmac', 'lot_id')
          OR m.attname = 'id' AND c.relname IN ('ledger_entry', 'credit_lot'))
    ) AS made
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`);
  const found: Record<string, unknown[]> = {};
  for (const { name, made } of tables) {
    const { rows } = await owner.query(
      `SELECT to_jsonb(t) - $2::text[] AS row FROM ${name} t WHERE workspace_id = ANY ($1) ORDER BY (to_jsonb(t) - $2::text[])::text`,
      [wallets, made],
    );
    found[name] = rows.map(({ row }) => row);
  }
  expect(Object.keys(found)).toEqual(expect.arrayContaining(["wallet", "hold", "usage_event", "key_claim", "idempotent_call"]));
  return found;
}

test("first sends of open calls settle the same way: a wallet's together, and one alone", async () => {
  const wallets = [newId(), newId(), newId()];
  const holds = [0, 1, 0, 2, 0].map((n) => holdOf(wallets[n] as string, 100n));
  const settles = holds.map((hold, n) => settlementOf(hold, BigInt(90 + 90 * n)));
  const answers: { held: HoldRow[]; settled: SettleRow[] }[] = [];
  for (const { owner, connection } of sides) {
    for (const workspaceId of wallets) {
      await owner.query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
      await openWith(owner, workspaceId, 320n);
    }
    const held = await executeHolds(connection, holds, LEASE, false);
    answers.push({ held, settled: await executeSettles(connection, settles, false) });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]?.settled.map(({ absorbedNano }) => absorbedNano)).toContain(140n);
  const [together, spread] = await Promise.all(sides.map(({ owner }) => rowsOf(owner, wallets)));
  expect(spread).toEqual(together);
});

test("a pipeline that one call spoils is refused, what the others wrote stays, and the repeat answers for all", async () => {
  const connection = (sides[1] as Side).connection;
  const { owner } = sides[1] as Side;
  const wallets = [newId(), newId()];
  for (const workspaceId of wallets) {
    await owner.query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
    await openWith(owner, workspaceId, 100n);
  }
  const [first, second] = wallets as [string, string];
  const known = holdOf(first, 10n);
  await executeHolds(connection, [known], LEASE, false);
  const batch = [known, holdOf(first, 20n), holdOf(second, 30n)];
  await expect(executeHolds(connection, batch, LEASE, false)).rejects.toMatchObject({ code: "23505" });
  const held = async () =>
    (await owner.query("SELECT held_nano AS held FROM wallet WHERE workspace_id = ANY ($1) ORDER BY 1", [wallets])).rows;
  expect((await held()).map(({ held }) => held)).toEqual(["10", "30"]);
  expect((await executeHolds(connection, batch, LEASE, true)).map(({ letter }) => letter)).toEqual(["h", "h", "h"]);
  expect((await held()).map(({ held }) => held)).toEqual(["30", "30"]);
});

test("a wallet that is locked elsewhere is found among several, as in one statement", async () => {
  const { owner, connection } = sides[1] as Side;
  const [locked, open, none] = [newId(), newId(), newId()];
  for (const workspaceId of [locked, open]) {
    await owner.query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
    await openWith(owner, workspaceId, 0n);
  }
  await owner.query("BEGIN");
  await owner.query("SELECT FROM wallet WHERE workspace_id = $1 FOR UPDATE", [locked]);
  expect(await lockedAmong(connection, [locked, open, none, open])).toEqual(new Set([locked, none]));
  await owner.query("ROLLBACK");
});

test("a ledger for spread wallets holds, extends and settles calls of several wallets at once, and its books balance", async () => {
  const ledger = await testLedger({ isSpread: true });
  const wallets = await Promise.all([1, 2, 3].map(() => walletWith({ availableNano: 1_000n })));
  const holds = Array.from({ length: 24 }, (_, n) => holdOf(wallets[n % 3] as string, 100n));
  expect((await Promise.all(holds.map((hold) => ledger.placeHold(hold)))).map(({ kind }) => kind)).toEqual(holds.map(() => "held"));
  const grown = holds.slice(0, 3);
  const extended = await Promise.all(grown.map((hold) => ledger.extendHold(settlementOf(hold, 50n), 150n)));
  expect(extended).toEqual(grown.map(() => ({ kind: "extended", amountNano: 150n })));
  const answers = await Promise.all(holds.map((hold, n) => ledger.settle(n % 5 === 0 ? releaseOf(hold) : settlementOf(hold, 40n))));
  expect(answers.reduce((sum, { chargeNano }) => sum + chargeNano, 0n)).toBe(19n * 40n);
  await ledger.close();
  for (const workspaceId of wallets) await expectBooksBalance(workspaceId);
  const { rows } = await asOwner("SELECT FROM hold WHERE workspace_id = ANY ($1)", [wallets]);
  expect(rows).toEqual([]);
});
