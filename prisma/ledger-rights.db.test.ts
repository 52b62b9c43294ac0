import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { settleText } from "@/lib/ledger/statements/settle-rows";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { PROCESSES_ROLE, READING_FUNCTIONS, RIGHTS } from "@/prisma/rights";
import { sqlTokens, writtenTables } from "@/prisma/testing/sql-spans";

/** The processes may not write the ledger's tables. Functions do it that run as the owner, and nothing can be slipped under these. */
const DENIED = "42501";
/** Tables that functions and processes write, with the reason. */
const ALSO_WRITTEN_BY_PROCESSES: Record<string, string> = {
  api_key: "new keys, and their last use; what other processes cache is the functions' alone",
  key_secret: "the secrets of new keys; a rotation deletes the rows of old ones",
  refused_settle: "work that waits for an admin, not a book: a row charges nothing by itself",
  topup: "the order's way through the payment service; the columns that say what was paid are the functions' alone",
  workspace: "its name; change_time_zone moves the zone together with the wallet",
};

type DatabaseFunction = {
  name: string;
  call: string;
  result: string;
  source: string;
  isOwners: boolean;
  settings: string[] | null;
  volatility: string;
  isExecutable: boolean;
  isPublic: boolean;
};
let functions: DatabaseFunction[] = [];
let tables: string[] = [];
beforeAll(async () => {
  functions = (
    await asOwner<DatabaseFunction>(`
      SELECT p.proname AS name, format('%I(%s)', p.proname, pg_get_function_arguments(p.oid)) AS call, pg_get_function_result(p.oid) AS result,
        p.prosrc AS source, p.prosecdef AS "isOwners", p.proconfig AS settings, p.provolatile AS volatility,
        has_function_privilege('${PROCESSES_ROLE}', p.oid, 'EXECUTE') AS "isExecutable",
        EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS "isPublic"
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname`)
  ).rows;
  const written = new Set(functions.flatMap(({ source }) => writtenTables(sqlTokens(source))));
  tables = [...written].filter((table) => !(table in ALSO_WRITTEN_BY_PROCESSES)).sort();
});

describe("tables", () => {
  test("those that a function writes are the ledger's, except a few that processes write too, each with its reason", () => {
    expect(tables).toEqual(
      Object.keys(RIGHTS)
        .filter((table) => RIGHTS[table]?.rule === "read")
        .sort(),
    );
    const written = functions.flatMap(({ source }) => writtenTables(sqlTokens(source)));
    for (const table of Object.keys(ALSO_WRITTEN_BY_PROCESSES)) expect(written).toContain(table);
  });

  test("no right to write any of them, nor any of their columns or partitions", async () => {
    const { rows } = await asOwner<{ name: string; right: string }>(
      `SELECT c.relname AS name, r AS right FROM pg_class c CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS r
       WHERE (c.oid = ANY ($1::regclass[]) OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = ANY ($1::regclass[])))
         AND (has_table_privilege('${PROCESSES_ROLE}', c.oid, r)
           OR r IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege('${PROCESSES_ROLE}', c.oid, r))`,
      [tables],
    );
    expect(rows).toEqual([]);
    const { rows: columns } = await postgres().query(
      `SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges
       WHERE table_name = ANY ($1) AND grantee IN (current_user, '${PROCESSES_ROLE}', 'PUBLIC') AND privilege_type <> 'SELECT'`,
      [tables],
    );
    expect(columns).toEqual([]);
  });

  test("every statement that writes one is refused, and so is a lock", async () => {
    for (const table of tables) {
      const { rows } = await asOwner<{ name: string }>(
        "SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum LIMIT 1",
        [table],
      );
      const column = rows[0]?.name;
      for (const statement of [
        `INSERT INTO ${table} DEFAULT VALUES`,
        `UPDATE ${table} SET ${column} = ${column} WHERE false`,
        `DELETE FROM ${table} WHERE false`,
        `TRUNCATE ${table}`,
        `SELECT FROM ${table} WHERE false FOR UPDATE`,
        `MERGE INTO ${table} t USING (SELECT 1) s ON false WHEN MATCHED THEN DELETE`,
        `SELECT 1; LOCK TABLE ${table} IN EXCLUSIVE MODE`,
      ]) {
        const answer = await postgres()
          .query(statement)
          .then(
            () => "done",
            (error: pg.DatabaseError) => error.code,
          );
        expect([statement, answer]).toEqual([statement, DENIED]);
      }
    }
  });
});

describe("functions", () => {
  test("each that runs as the owner has a fixed search path, with the caller's temporary tables last", () => {
    const owners = functions.filter(({ isOwners }) => isOwners);
    expect(owners.length).toBeGreaterThan(30);
    expect(owners.filter(({ settings }) => !settings?.includes("search_path=public, pg_temp")).map(({ name }) => name)).toEqual([]);
  });

  test("a process may execute these and the listed reading ones, and everybody else none", () => {
    const reading = functions.filter(({ isExecutable, isOwners }) => isExecutable && !isOwners);
    expect(reading.map(({ name }) => name)).toEqual(READING_FUNCTIONS);
    expect(reading.filter(({ volatility }) => volatility === "v").map(({ name }) => name)).toEqual([]);
    expect(functions.filter(({ isPublic }) => isPublic).map(({ name }) => name)).toEqual([]);
    expect(functions.filter(({ isOwners, isExecutable }) => isOwners && !isExecutable).map(({ name }) => name)).toEqual([]);
  });

  test("one that runs as the owner builds no statement from text, except where identifiers are quoted", () => {
    const building = functions.filter(({ isOwners, source }) => isOwners && sqlTokens(source).includes("execute"));
    expect(building.map(({ name }) => name)).toEqual(["ensure_usage_partitions"]);
  });
});

/** Holds, settles, grants and sweeps as a process does, on one connection. */
async function useLedger(client: pg.Client, workspaceId: string): Promise<void> {
  const [first, second, third] = [newId(), newId(), newId()];
  const settle = settleText(settlementOf(holdOf(workspaceId, 10n), 10n));
  const key = newId();
  await client.query("SELECT public.open_wallet($1)", [workspaceId]);
  await client.query("SELECT public.grant_lot($1, 'paid', 1, 'topup', 100, 'stripe_clearing', $2, $3, NULL, NULL)", [
    workspaceId,
    `topup:${workspaceId}`,
    new Date(Date.now() + 86_400_000),
  ]);
  const kind = async (text: string, values: unknown[]) => (await client.query(text, values)).rows[0].kind;
  const hold = [key, "m", 0, 10, 1];
  expect(await kind("SELECT kind FROM public.place_hold_first($1, $2, $3, $4, $5, $6, $7)", [workspaceId, first, ...hold])).toBe("h");
  expect(await kind("SELECT kind FROM public.place_hold_one($1, $2, $3, $4, $5, $6, $7)", [workspaceId, second, ...hold])).toBe("h");
  expect(
    await kind(
      "SELECT kinds[1] AS kind FROM public.place_budget_holds($1, ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$4], ARRAY[$5::integer], ARRAY[$6::bigint], $7)",
      [workspaceId, third, ...hold],
    ),
  ).toBe("h");
  await client.query("SELECT public.checkpoint_hold($1, $2, 3, $3, NULL)", [workspaceId, third, settle]);
  expect(await kind("SELECT charge::text AS kind FROM public.settle_first($1, $2, 7, $3)", [workspaceId, first, settle])).toBe("7");
  expect(await kind("SELECT kind FROM public.settle_one($1, $2, 5, $3, NULL)", [workspaceId, second, settle])).toBe("s");
  await client.query("SELECT public.sweep_hold($1, $2, NULL)", [workspaceId, third]);
  await client.query("SELECT public.grant_lot($1, 'paid', 1, 'topup', 1, 'stripe_clearing', $2, NULL, NULL, NULL)", [
    workspaceId,
    `again:${workspaceId}`,
  ]);
}

async function expectBooked(workspaceId: string): Promise<void> {
  const { rows } = await asOwner(
    `SELECT w.available_nano AS available, w.held_nano AS held, w.spent_total_nano AS spent, w.burned_total_nano AS burned,
       (SELECT count(*)::integer FROM usage_event u WHERE u.workspace_id = w.workspace_id) AS events,
       (SELECT count(*)::integer FROM ledger_entry e WHERE e.workspace_id = w.workspace_id) AS entries
     FROM wallet w WHERE w.workspace_id = $1`,
    [workspaceId],
  );
  expect(rows).toEqual([{ available: 86n, held: 0n, spent: 15n, burned: 15n, events: 3, entries: 2 }]);
}

async function newWorkspace(): Promise<string> {
  const workspaceId = newId();
  await asOwner("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  return workspaceId;
}

/** Tables and functions of our names in another schema. Each of these functions throws, so that a test sees when it is called. */
function decoys(schema: string): string[] {
  return [
    ...tables.map((table) => `CREATE TABLE ${schema}.${table} (LIKE public.${table})`),
    `CREATE TYPE ${schema}.settle_row AS (key_id uuid)`,
    ...functions
      .filter(({ result }) => result !== "trigger")
      .map(({ call, result }) => {
        const isOut = call.includes("OUT ");
        return `CREATE FUNCTION ${schema}.${call} ${isOut ? "" : `RETURNS ${result}`} LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''slipped under''; END'`;
      }),
    `CREATE FUNCTION ${schema}.now() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''slipped under''; END'`,
    `CREATE FUNCTION ${schema}.at_most(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''slipped under''; END'`,
    `CREATE OPERATOR ${schema}.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = ${schema}.at_most)`,
  ];
}

describe("nothing can be slipped under the functions", () => {
  const connect = async () => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    return client;
  };

  test("no temporary table, type, function or operator of the caller", async () => {
    const client = await connect();
    for (const statement of decoys("pg_temp")) await client.query(statement);
    await client.query("SET search_path = pg_temp, public");
    await expect(client.query("SELECT pg_temp.charge_of(1, 1, 1)")).rejects.toThrow("slipped under");
    const workspaceId = await newWorkspace();
    await useLedger(client, workspaceId);
    for (const table of tables) expect((await client.query(`SELECT FROM pg_temp.${table}`)).rowCount).toBe(0);
    await client.end();
    await expectBooked(workspaceId);
  });

  test("nor those of another schema that the caller's path names first", async () => {
    await asOwner(["CREATE SCHEMA decoy", ...decoys("decoy"), `GRANT USAGE ON SCHEMA decoy TO ${PROCESSES_ROLE}`].join(";\n"));
    await asOwner(`GRANT ALL ON ALL TABLES IN SCHEMA decoy TO ${PROCESSES_ROLE}`);
    const client = await connect();
    await client.query("SET search_path = decoy, pg_catalog, public");
    const workspaceId = await newWorkspace();
    await useLedger(client, workspaceId);
    await client.end();
    for (const table of tables) expect((await asOwner(`SELECT FROM decoy.${table}`)).rowCount).toBe(0);
    await expectBooked(workspaceId);
  });

  test("nor a type of the caller, by calling one of the inner functions first", async () => {
    const client = await connect();
    await client.query("CREATE TEMP TABLE wallet (LIKE public.wallet)");
    for (const call of ["ready_wallet($1)", "burn_lots($1)", "renew_spend_ceiling($1)"]) {
      await expect(client.query(`SELECT public.${call}`, [newId()])).rejects.toMatchObject({ code: DENIED });
    }
    await client.end();
  });

  test("nor anything in the schema of the tables, also where an older server lets everybody make things there", async () => {
    for (const statement of [
      "CREATE TABLE public.mine (id integer)",
      "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ])
      await expect(postgres().query(statement)).rejects.toMatchObject({ code: DENIED });
    const { rows } = await asOwner(`SELECT has_schema_privilege('${PROCESSES_ROLE}', 'public', 'CREATE') AS is`);
    expect(rows).toEqual([{ is: false }]);
  });
});
