import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { mayChangeWritten } from "@/lib/platform/postgres-rights";
import { asOwner, ownerConnection } from "@/lib/testing/owner";
import { migrate } from "@/prisma/migrate";
import { PROCESSES_ROLE, RIGHTS } from "@/prisma/rights";

const DENIED = "42501";
const WRITTEN = Object.keys(RIGHTS).filter((table) => ["read", "written"].includes(RIGHTS[table]?.rule ?? ""));

async function refusal(statement: string): Promise<string | undefined> {
  return postgres()
    .query(statement)
    .then(
      () => "done",
      (error: pg.DatabaseError) => error.code,
    );
}

async function columnOf(table: string): Promise<string> {
  const { rows } = await postgres().query(
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attidentity = '' AND NOT attisdropped ORDER BY attnum LIMIT 1",
    [table],
  );
  return rows[0].attname;
}

test("every table has its rights decided in prisma/rights.ts", async () => {
  const { rows } = await asOwner<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition",
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(RIGHTS).sort());
});

test("what the role holds on each table is what was decided, and nothing on a partition", async () => {
  const { rows } = await asOwner<{ name: string; isPartition: boolean; held: string }>(`
    SELECT c.relname AS name, c.relispartition AS "isPartition", concat_ws(' ', VARIADIC ARRAY(SELECT right_name
      FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS right_name
      WHERE has_table_privilege('${PROCESSES_ROLE}', c.oid, right_name)
        OR (right_name = 'UPDATE' AND has_any_column_privilege('${PROCESSES_ROLE}', c.oid, right_name)))) AS held
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`);
  const held = { read: "SELECT", written: "SELECT INSERT", kept: "SELECT INSERT UPDATE", free: "SELECT INSERT UPDATE DELETE", hidden: "" };
  expect(rows.some(({ isPartition }) => isPartition)).toBe(true);
  for (const row of rows) expect(row).toMatchObject({ held: row.isPartition ? "" : held[RIGHTS[row.name]?.rule ?? "hidden"] });
});

test("with the triggers off, rights alone refuse every change of what was written about money", async () => {
  const owner = await ownerConnection();
  try {
    expect(WRITTEN).toContain("ledger_entry");
    for (const table of WRITTEN) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const table of WRITTEN) {
      const column = await columnOf(table);
      const statements = [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`];
      for (const statement of statements) expect([statement, await refusal(statement)]).toEqual([statement, DENIED]);
    }
    expect(await refusal("UPDATE usage_event_default SET charge_nano = 0")).toBe(DENIED);
    expect(await refusal("DELETE FROM usage_event_default")).toBe(DENIED);
  } finally {
    for (const table of WRITTEN) await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await owner.end();
  }
});

test("columns that say what was agreed on stay in rows whose state moves on", async () => {
  for (const [table, { fixed = [] }] of Object.entries(RIGHTS)) {
    for (const column of fixed) {
      expect([table, column, await refusal(`UPDATE ${table} SET ${column} = ${column} WHERE false`)]).toEqual([table, column, DENIED]);
    }
  }
  for (const table of ["topup", "refused_settle", "model"]) expect(await refusal(`DELETE FROM ${table} WHERE false`)).toBe(DENIED);
});

test("no way around: triggers, ownership, replication, new tables and the history of migrations are out of reach", async () => {
  const statements = [
    "ALTER TABLE price DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_entry OWNER TO CURRENT_USER",
    "DROP TABLE ledger_entry",
    "DROP TRIGGER price_append_only ON price",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE mine (id integer)",
    "SET session_replication_role = replica",
    "DELETE FROM _prisma_migrations",
    "SELECT FROM _prisma_migrations",
    "ALTER TABLE usage_event DETACH PARTITION usage_event_default",
  ];
  for (const statement of statements) expect([statement, await refusal(statement)]).not.toEqual([statement, "done"]);
  // Postgres only warns here.
  await postgres().query("GRANT UPDATE ON ledger_entry TO CURRENT_USER");
  expect((await mayChangeWritten()).mayChange).toBe(false);
  const { rows } = await postgres().query("SELECT FROM pg_class WHERE pg_get_userbyid(relowner) = current_user");
  expect(rows).toEqual([]);
});

test("prices and the audit log are on one machine: there triggers refuse the owner too, a TRUNCATE as well", async () => {
  for (const table of ["price", "audit_entry"]) {
    const column = await columnOf(table);
    await asOwner(`INSERT INTO audit_entry (id, action, target) VALUES (gen_random_uuid(), 'test', 'test')`);
    for (const statement of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      await expect(asOwner(statement)).rejects.toThrow("append-only");
    }
  }
});

test("a process makes the partitions of the coming days, which stay the owner's", async () => {
  await postgres().query("SELECT ensure_usage_partitions(9)");
  const { rows } = await asOwner<{ owners: string[] }>(
    "SELECT array_agg(DISTINCT pg_get_userbyid(relowner)::text) AS owners FROM pg_class WHERE relispartition AND relkind = 'r'",
  );
  expect(rows[0]?.owners).toEqual(["relais"]);
  expect(await mayChangeWritten()).toEqual({ login: "relais_processes", mayChange: false });
});

test("a process that connects as the owner is noticed, and one that was granted too much", async () => {
  const owner = await ownerConnection();
  try {
    expect(await mayChangeWritten(owner)).toEqual({ login: "relais", mayChange: true });
    await owner.query(`GRANT DELETE ON lot_burn TO ${PROCESSES_ROLE}`);
    expect((await mayChangeWritten()).mayChange).toBe(true);
  } finally {
    await owner.query(`REVOKE DELETE ON lot_burn FROM ${PROCESSES_ROLE}`);
    await owner.end();
  }
});

test("where the migrating user may make no role, the operator is told what to run and nothing is migrated", async () => {
  const name = `r_${randomBytes(6).toString("hex")}`;
  await asOwner(`CREATE ROLE ${name} LOGIN PASSWORD 'relais'`);
  await asOwner(`CREATE DATABASE ${name} OWNER ${name}`);
  const url = Object.assign(new URL(inject("templateUrl").replace(/relais_template$/, name)), { username: name }).href;
  const processes = Object.assign(new URL(url), { username: `${name}_web` }).href;
  await expect(migrate(url, processes)).rejects.toThrow(
    new RegExp(`The user ${name} may not do this, and nothing was migrated.*\n  CREATE ROLE "${name}_web" LOGIN PASSWORD '…';`),
  );
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  expect((await client.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")).rows).toEqual(
    [],
  );

  // What the administrator then does is enough for an owner who is not a superuser.
  await asOwner(`CREATE ROLE ${name}_web LOGIN PASSWORD 'relais' IN ROLE ${PROCESSES_ROLE}`);
  expect(await migrate(url, processes)).toContain("applied 0001_baseline");
  const process = new pg.Client({ connectionString: processes });
  await process.connect();
  expect((await process.query("SELECT ensure_usage_partitions(8) AS made")).rows).toEqual([{ made: 1 }]);
  await expect(process.query("DELETE FROM ledger_entry")).rejects.toMatchObject({ code: DENIED });
  await Promise.all([client.end(), process.end()]);
});
