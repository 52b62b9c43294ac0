import { expect, test } from "vitest";
import { grantLot, type LotGrant } from "@/lib/ledger/grant-lot";
import { grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

/** The names and texts of the database's functions that insert into a table. */
async function writersOf(table: string): Promise<{ name: string; source: string }[]> {
  const { rows } = await postgres().query<{ name: string; source: string }>(
    `SELECT proname AS name, prosrc AS source FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND prosrc ~* ('insert\\s+into\\s+(public\\.)?' || $1 || '\\y') ORDER BY proname`,
    [table],
  );
  return rows;
}

test("every function that writes a usage event adds what it absorbed to the wallet; settle-paths.db.test.ts runs them", async () => {
  const writers = await writersOf("usage_event");
  expect(writers.map(({ name }) => name)).toEqual(["settle_batch", "settle_first", "settle_one", "settle_wallet_calls", "sweep_hold"]);
  for (const { name, source } of writers) expect([name, source]).toEqual([name, expect.stringMatching(/UPDATE wallet[^;]*owed_nano = /)]);
});

test("five functions write ledger entries, and those of kinds that move the tier let the ceiling lapse", async () => {
  const writers = new Map((await writersOf("ledger_entry")).map(({ name, source }) => [name, source]));
  expect([...writers.keys()]).toEqual(["expire_due_lots", "grant_lot", "return_credit", "take_credit", "take_from_lots"]);
  for (const name of ["grant_lot", "return_credit", "take_from_lots"]) {
    expect([name, writers.get(name)]).toEqual([name, expect.stringMatching(/UPDATE wallet[^;]*spend_ceiling_until = [^;]*'-infinity'/)]);
  }
  // It writes what take_from_lots could not take.
  expect(writers.get("take_credit")).toContain("take_from_lots(p_workspace_id, p_amount_nano, 'all', p_topup_id, p_kind");
});

test.each<[LotGrant["entryKind"], bigint, boolean]>([
  ["topup", 60n, true],
  ["grant", 100n, false],
  ["adjustment", 100n, false],
])("an entry of the kind %s leaves %s of 100 owed; whether the ceiling is computed again: %s", async (entryKind, owedNano, isLapsed) => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await asOwner("UPDATE wallet SET owed_nano = 100, spend_ceiling_until = now() + interval '1 hour' WHERE workspace_id = $1", [
    workspaceId,
  ]);
  const lot = topUpOf(workspaceId, 40n, { entryKind });
  await grant(lot);
  // A second delivery changes nothing more.
  expect(await grantLot(postgres(), lot)).toBe("already_granted");
  const { rows } = await postgres().query(
    `SELECT available_nano AS available, owed_nano AS owed, spend_ceiling_until = '-infinity' AS "isLapsed" FROM wallet WHERE workspace_id = $1`,
    [workspaceId],
  );
  expect(rows).toEqual([{ available: 40n, owed: owedNano, isLapsed }]);
});

test("a top-up beyond what is owed leaves nothing owed", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await asOwner("UPDATE wallet SET owed_nano = 39 WHERE workspace_id = $1", [workspaceId]);
  await grant(topUpOf(workspaceId, 40n));
  expect((await postgres().query("SELECT owed_nano AS owed FROM wallet WHERE workspace_id = $1", [workspaceId])).rows).toEqual([
    { owed: 0n },
  ]);
});
