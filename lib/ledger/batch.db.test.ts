import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { executeHolds, type HoldRow } from "@/lib/ledger/statements/hold-statement";
import { executeSettles } from "@/lib/ledger/statements/settle-statement";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
afterAll(() => connection.close());

const WALLETS = 3;
const step = fc.record({
  wallet: fc.nat({ max: WALLETS }),
  amount: fc.bigInt({ min: 1n, max: 400n }),
  price: fc.option(fc.bigInt({ min: 0n, max: 600n })),
});
const balances = fc.tuple(...Array.from({ length: WALLETS }, () => fc.bigInt({ min: 0n, max: 1_500n })));
/** Most generated wallets owe nothing. */
const debts = fc.tuple(
  ...Array.from({ length: WALLETS }, () => fc.oneof(fc.constant(0n), fc.constant(0n), fc.bigInt({ min: 1n, max: 900n }))),
);
const steps = fc.oneof(
  fc.array(step, { minLength: 2, maxLength: 16 }),
  fc.array(
    fc.record({ wallet: fc.constant(0), amount: fc.bigInt({ min: 1n, max: 200n }), price: fc.option(fc.bigInt({ min: 0n, max: 300n })) }),
    {
      minLength: 2,
      maxLength: 16,
    },
  ),
);

test("a batch of holds and a batch of settles answer and write what the same calls one by one do", async () => {
  const property = fc.asyncProperty(balances, debts, steps, fc.boolean(), async (amounts, owed, items, mayRepeat) => {
    const [alone, together] = [await world(amounts, owed), await world(amounts, owed)];
    const holdsAlone = items.map((each) => holdOf(alone[each.wallet] as string, each.amount));
    const holdsTogether = items.map((each) => holdOf(together[each.wallet] as string, each.amount));
    const expected: HoldRow[] = [];
    for (const hold of holdsAlone) expected.push(...(await executeHolds(connection, [hold], "1", false)));
    expect(await executeHolds(connection, holdsTogether, "1", mayRepeat)).toEqual(expected);

    const isHeld = (_: unknown, n: number) => expected[n]?.letter === "h";
    const endsAlone = items.map((each, n) => endOf(holdsAlone[n] as HoldRequest, each.price)).filter(isHeld);
    const endsTogether = items.map((each, n) => endOf(holdsTogether[n] as HoldRequest, each.price)).filter(isHeld);
    const answers = [];
    for (const end of endsAlone) answers.push(...(await executeSettles(connection, [end], false)));
    if (endsTogether.length > 0) expect(await executeSettles(connection, endsTogether, mayRepeat)).toEqual(answers);
    for (const [n, end] of endsTogether.entries()) expect(await finishedCall(end)).toEqual(await finishedCall(endsAlone[n] as Settlement));
    for (const workspaceId of together.slice(0, WALLETS)) await expectBooksBalance(workspaceId);
    expect(await walletRows(together)).toEqual(await walletRows(alone));
  });
  await fc.assert(property, { numRuns: 20 });
}, 120_000);

test("a batch that was written before answers as it did then, and writes nothing", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const holds = [100n, 950n, 300n].map((amount) => holdOf(workspaceId, amount));
  const first = await executeHolds(connection, holds, "1", false);
  const repeated = await executeHolds(connection, holds, "1", true);
  expect(repeated.map(({ letter }) => letter)).toEqual(first.map(({ letter }) => letter));
  const ends = [holds[0], holds[2]].map((hold) => settlementOf(hold as HoldRequest, 50n));
  const settled = await executeSettles(connection, ends, false);
  expect(settled.map(({ letter }) => letter)).toEqual(["s", "s"]);
  const again = await executeSettles(connection, ends, true);
  expect(again).toEqual(ends.map(() => ({ letter: "r", chargeNano: 50n, absorbedNano: 0n, availableNano: 900n })));
  await expectBooksBalance(workspaceId);
});

test("a batch with a known id changes nothing until it is sent as repeats", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [known, fresh] = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)];
  await executeHolds(connection, [known], "1", false);
  await expect(executeHolds(connection, [fresh, known], "1", false)).rejects.toMatchObject({ code: "23505" });
  await executeSettles(connection, [settlementOf(known, 10n)], false);
  await expect(executeHolds(connection, [fresh, known], "1", false)).rejects.toMatchObject({ code: "RL001" });
  await expect(executeSettles(connection, [known, fresh].map(releaseOf), false)).rejects.toMatchObject({ code: "RL001" });
  const rows = await executeHolds(connection, [fresh, known], "1", true);
  expect(rows.map(({ letter }) => letter)).toEqual(["h", "c"]);
  await expectBooksBalance(workspaceId);
});

test("a batch meets credit that is past its expiry: what it gave is gone before the first hold, and other wallets keep theirs", async () => {
  const [due, other] = [await walletWith({ availableNano: 100n }), await walletWith({ availableNano: 500n })];
  await grant(topUpOf(due, 400n, { kind: "promo", entryKind: "grant", expiresAt: new Date(Date.now() + 60_000) }));
  const early = holdOf(due, 50n);
  await executeHolds(connection, [early], "1", false);
  // Times have milliseconds only: the hold is well before the expiry, and the expiry well before now.
  await asOwner("UPDATE hold SET created_at = now() - interval '2 seconds' WHERE workspace_id = $1", [due]);
  await asOwner("UPDATE credit_lot SET expires_at = now() - interval '1 second' WHERE workspace_id = $1 AND kind = 'promo'", [due]);
  await asOwner("UPDATE wallet SET next_expiry_at = now() - interval '1 second' WHERE workspace_id = $1", [due]);
  const rows = await executeHolds(connection, [holdOf(due, 101n), holdOf(other, 500n), holdOf(due, 100n)], "1", false);
  expect(rows).toEqual([
    { letter: "b", availableNano: 100n, heldNano: 50n },
    { letter: "h", availableNano: 0n, heldNano: 500n },
    { letter: "h", availableNano: 0n, heldNano: 150n },
  ]);
  for (const workspaceId of [due, other]) await expectBooksBalance(workspaceId);
});

test("every text of a batch arrives as it is, but for the sign that Postgres cannot store", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const texts = ["", "plain", 'a "b" \\ c', "(,)", " {} ", "NULL", "\u0000", "zeile\neins", "é 字 🙂", '\\"'];
  const holds = texts.map(() => holdOf(workspaceId, 10n));
  await executeHolds(connection, holds, "1", false);
  const ends = holds.map((hold, n) => settlementOf(hold, 1n, { upstreamRequestId: texts[n], stopReason: null }));
  await executeSettles(connection, ends, false);
  const { rows } = await postgres().query(
    `SELECT upstream_request_id AS text, stop_reason AS none, modifiers FROM usage_event WHERE workspace_id = $1 ORDER BY array_position($2, id)`,
    [workspaceId, holds.map(({ id }) => id)],
  );
  expect(rows).toEqual(texts.map((text) => ({ text: text.replace("\u0000", ""), none: null, modifiers: [] })));
});

test("a call that is settled while a hold of its id waits for the wallet is not held again", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const settling = new LedgerConnection(process.env.DATABASE_URL as string, "settling");
  for (const others of [[], [holdOf(workspaceId, 10n)]]) {
    const hold = holdOf(workspaceId, 100n);
    await executeHolds(connection, [hold], "1", false);
    await settling.query({ name: "begin", text: "BEGIN" }, []);
    await executeSettles(settling, [settlementOf(hold, 10n)], false);
    const again = executeHolds(connection, [hold, ...others], "1", false).catch((error) => error);
    await expect.poll(isSomebodyWaiting).toBe(true);
    await settling.query({ name: "commit", text: "COMMIT" }, []);
    expect(await again).toMatchObject(others.length === 0 ? [{ letter: "c" }] : { code: "RL001" });
    await expectBooksBalance(workspaceId);
  }
  await settling.close();
});

async function isSomebodyWaiting(): Promise<boolean> {
  const { rowCount } = await postgres().query(
    "SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()",
  );
  return rowCount !== 0;
}

/** Wallets with these balances, and one more workspace without a wallet. */
async function world(amounts: bigint[], owed: bigint[] = []): Promise<string[]> {
  const wallets: string[] = [];
  for (const availableNano of amounts) wallets.push(await walletWith({ availableNano }));
  await asOwner("UPDATE wallet SET owed_nano = i.owed FROM unnest($1::uuid[], $2::bigint[]) AS i (id, owed) WHERE workspace_id = i.id", [
    wallets,
    wallets.map((_, n) => owed[n] ?? 0n),
  ]);
  return [...wallets, newId()];
}

function endOf(hold: HoldRequest, priceNano: bigint | null): Settlement {
  return priceNano === null ? releaseOf(hold) : settlementOf(hold, priceNano);
}

async function walletRows(workspaceIds: string[]) {
  const { rows } = await postgres().query(
    `SELECT available_nano, held_nano, spent_total_nano, owed_nano FROM unnest($1::uuid[]) WITH ORDINALITY AS i (id, n)
     JOIN wallet ON workspace_id = i.id ORDER BY n`,
    [workspaceIds],
  );
  return rows;
}
