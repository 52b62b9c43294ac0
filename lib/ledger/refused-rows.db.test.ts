import { beforeAll, expect, test } from "vitest";
import { executeHolds } from "@/lib/ledger/statements/hold-statement";
import { holdOf } from "@/lib/ledger/testing/ledger-calls";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { ownerConnection } from "@/lib/testing/owner";
import { insertEvent } from "@/lib/usage/testing/usage-events";

let workspaceId = "";
beforeAll(async () => {
  workspaceId = await walletWith({ availableNano: 1_000n });
  const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
  await executeHolds(connection, [holdOf(workspaceId, 10n)], "1", false);
  await connection.close();
  await insertEvent({ workspaceId });
});

const WALLET = [
  "available_nano = -1",
  "held_nano = -1",
  "burned_total_nano = -1",
  "burned_total_nano = spent_total_nano + 1",
  "debt_nano = -1",
];
const HOLD = ["amount_nano = 0", "checkpoint_nano = -1"];
const EVENT = [
  "outcome = 'forgiven'",
  "input_tokens = -1",
  "cache_write_5m_tokens = -1",
  "cache_write_1h_tokens = -1",
  "cache_read_tokens = -1",
  "output_tokens = -1",
  "web_searches = -1",
  "hold_nano = -1",
  "charge_nano = -1, absorbed_nano = price_nano + 1",
  "absorbed_nano = -1, charge_nano = price_nano + 1",
  "price_nano = charge_nano + absorbed_nano + 1",
];

test.each([
  ...WALLET.map((change) => ["wallet", change]),
  ...HOLD.map((change) => ["hold", change]),
  ...EVENT.map((change) => ["usage_event", change]),
])("the database itself refuses a row of %s with %s", async (table, change) => {
  const client = await ownerConnection();
  await client.query("BEGIN");
  // Without the trigger that refuses changes, so that the constraint is tested.
  await client.query("SET LOCAL session_replication_role = replica");
  const changed = client.query(`UPDATE ${table} SET ${change} WHERE workspace_id = $1`, [workspaceId]);
  await expect(changed).rejects.toMatchObject({ code: "23514", constraint: `${table}_is_sound` });
  await client.query("ROLLBACK");
  await client.end();
});
