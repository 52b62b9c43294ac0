import { readFileSync } from "node:fs";
import type pg from "pg";
import { expect, test } from "vitest";
import { asOwner, ownerConnection } from "@/lib/testing/owner";
import { describeTables, TABLES_FILE } from "@/prisma/tables";

/** The file's text after these statements, which are then rolled back. */
async function describedAfter(...statements: string[]): Promise<string> {
  const owner: pg.Client = await ownerConnection();
  try {
    await owner.query("BEGIN");
    for (const statement of statements) await owner.query(statement);
    return await describeTables(owner);
  } finally {
    await owner.end();
  }
}

const file = readFileSync(TABLES_FILE, "utf8");

test("prisma/tables.sql is what a migrated database has (`npm run tables` writes it)", async () => {
  expect(await describedAfter()).toBe(file);
});

test("every change of a table, type, view, index, trigger, constraint or right appears in it", async () => {
  const changes = [
    "ALTER TABLE hold ADD COLUMN extra text",
    "ALTER TABLE hold ALTER COLUMN key_id DROP NOT NULL",
    "ALTER TABLE wallet ALTER COLUMN owed_nano SET DEFAULT 1",
    "ALTER TABLE wallet DROP CONSTRAINT wallet_owed_nano_check",
    "ALTER TABLE wallet SET (fillfactor = 60)",
    "ALTER TYPE settle_row ADD ATTRIBUTE extra text",
    "DROP INDEX credit_lot_expiry_idx",
    "DROP TRIGGER price_append_only ON price",
    "ALTER TABLE usage_event DETACH PARTITION usage_event_default",
    "CREATE OR REPLACE VIEW usage_line AS SELECT * FROM usage_event_line",
    "GRANT UPDATE ON ledger_entry TO relais_app",
    "GRANT UPDATE (workspace_id) ON topup TO relais_app",
    "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "GRANT EXECUTE ON FUNCTION ensure_usage_partitions(integer) TO PUBLIC",
    "COMMENT ON TABLE wallet IS 'another one'",
    "DROP TABLE file_room",
  ];
  for (const change of changes) expect([change, (await describedAfter(change)) === file]).toEqual([change, false]);
});

test("the daily partitions, which the worker makes, are no part of it", async () => {
  await asOwner("SELECT ensure_usage_partitions(12)");
  expect(await describedAfter()).toBe(file);
});
