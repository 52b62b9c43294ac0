import { beforeAll, describe, expect, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { calledNames, conditionalSpans, loopSpans, sqlTokens } from "@/prisma/testing/sql-spans";

/** Checks the demands in citus.md against the catalogue of a migrated database. */
type DatabaseFunction = {
  name: string;
  source: string;
  first: string | null;
  firstType: string | null;
  volatility: "i" | "s" | "v";
  isTrigger: boolean;
  rows: string[];
};

/** Functions for calls of several wallets. If the wallets are spread, each call is sent by itself to the function beside it. */
const OF_SEVERAL_WALLETS: Record<string, string> = {
  place_hold_batch: "place_hold_first",
  place_hold_repeats: "place_hold_one",
  place_budget_batch: "place_budget_holds",
  place_keyed_holds: "place_keyed_hold",
  extend_holds: "extend_hold",
  settle_batch: "settle_first",
  settle_repeats: "settle_one",
  checkpoint_holds: "checkpoint_hold",
  unlocked_wallets: "is_wallet_unlocked",
};
/** Functions for a whole database machine: the worker runs each of them on every machine. */
const OF_A_MACHINE = [
  "sweep_holds",
  "sweep_due_lots",
  "roll_up_usage_slice",
  "ensure_usage_partitions",
  "database_node",
  "forget_idempotent_calls",
];
/** Functions for neither a wallet nor a machine: they read no customer's data. */
const OF_NOBODY = [
  "new_id",
  "add_codes",
  "spend_period",
  "known_time_zone",
  "checkpoint_of",
  "usage_events_of",
  "is_dead_hold",
  "open_lease",
  "renew_lease",
  "end_lease",
  "notify_usage_tiers",
];
/** Functions that notify processes. They are not sent to the machine of a wallet: a process listens only where it is connected. */
const NOTIFY = ["change_api_key", "choose_tier", "notify_api_keys", "notify_usage_tiers", "revoke_api_keys", "rotate_api_key"];
/** Functions that write row by row for one wallet, with the reason. */
const WRITE_IN_A_LOOP: Record<string, string> = {
  burn_lots: "a wallet has few lots, and this runs before a grant or an expiry alone",
  expire_due_lots: "the same",
  place_budget_holds: "no hold: what finished calls cost is added up once for each key",
};

let functions: DatabaseFunction[] = [];
let notImmutable = new Set<string>();
beforeAll(async () => {
  functions = (
    await asOwner<DatabaseFunction>(`
      SELECT p.proname AS name, p.prosrc AS source, p.proargnames[1] AS first, p.proargtypes[0]::regtype::text AS "firstType",
        p.provolatile AS volatility, p.prorettype = 'trigger'::regtype AS "isTrigger",
        ARRAY(SELECT t.typname::text FROM unnest(p.proargtypes) a JOIN pg_type t ON t.oid = a LEFT JOIN pg_type e ON e.oid = t.typelem
          WHERE 'c' IN (t.typtype, e.typtype)) AS rows
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname`)
  ).rows;
  const { rows } = await asOwner<{ name: string }>(
    "SELECT DISTINCT proname AS name FROM pg_proc WHERE provolatile <> 'i' AND prokind <> 'a'",
  );
  notImmutable = new Set(rows.map(({ name }) => name));
});

const isOfOneWallet = ({ first, firstType }: DatabaseFunction) => first === "p_workspace_id" && firstType === "uuid";

/** Calls inside COALESCE and CASE that are not immutable. */
function changingCalls(sql: string): string[] {
  const inside = conditionalSpans(sqlTokens(sql)).flat();
  return calledNames(inside).filter((name) => notImmutable.has(name));
}

describe("functions", () => {
  test("each takes its wallet first, or is listed with the reason why not", () => {
    const known = [...Object.keys(OF_SEVERAL_WALLETS), ...OF_A_MACHINE, ...OF_NOBODY];
    const lost = functions.filter(
      (each) => !each.isTrigger && !isOfOneWallet(each) && !known.includes(each.name) && each.volatility !== "i",
    );
    expect(lost.map(({ name }) => name)).toEqual([]);
    expect(known.filter((name) => !functions.some((each) => each.name === name))).toEqual([]);
  });

  test("each function for calls of several wallets has one for a single call beside it", () => {
    for (const [name, single] of Object.entries(OF_SEVERAL_WALLETS)) {
      expect(functions.find((each) => each.name === name)).toMatchObject({ first: "p_workspace_ids", firstType: "uuid[]" });
      expect([single, isOfOneWallet(functions.find((each) => each.name === single) as DatabaseFunction)]).toEqual([single, true]);
    }
  });

  test("the planner writes usage_events_of into the statement that calls it", async () => {
    const { rows } = await asOwner<{ "QUERY PLAN": string }>(
      "EXPLAIN (VERBOSE) SELECT * FROM usage_events_of('{}', '{}', '{}', '{}', '{}', '{}')",
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain("unnest");
    expect(plan).not.toContain("usage_events_of");
  });

  test("none takes a row, nor an array of rows", () => {
    expect(functions.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => [name, rows])).toEqual([]);
  });

  test("nothing that is not immutable is called inside COALESCE or CASE, in views neither", async () => {
    const views = await asOwner<{ name: string; source: string }>(
      "SELECT viewname AS name, definition AS source FROM pg_views WHERE schemaname = 'public'",
    );
    const found = [...functions, ...views.rows]
      .map(({ name, source }) => [name, changingCalls(source)])
      .filter(([, calls]) => (calls as string[]).length > 0);
    expect(found).toEqual([]);
    expect(changingCalls("SELECT coalesce(ends_at > now(), true) FROM wallet")).toEqual(["now"]);
    expect(changingCalls("SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 'now()' END ELSE clock_timestamp() END, now()")).toEqual([
      "clock_timestamp",
    ]);
  });

  test("the functions that notify are known, and a notification itself reads no table", () => {
    const notifying = functions.filter(({ source, isTrigger }) => !isTrigger && /\b(pg_notify|notify_\w+)\(/.test(source));
    expect(notifying.map(({ name }) => name)).toEqual(NOTIFY);
    const reading = notifying.flatMap(({ source }) => source.split(";").filter((each) => /pg_notify\(.*\bFROM (?!unnest)/s.test(each)));
    expect(reading).toEqual([]);
  });

  test("what is called for one wallet writes its rows by statements, not in loops", () => {
    const writes = ["insert", "update", "delete"];
    const calls = new Set(functions.filter(({ volatility }) => volatility === "v").map(({ name }) => name));
    const looping = functions.filter(isOfOneWallet).filter(({ source }) =>
      loopSpans(sqlTokens(source))
        .flat()
        .some((token) => writes.includes(token) || calls.has(token)),
    );
    expect(looping.map(({ name }) => name).sort()).toEqual(Object.keys(WRITE_IN_A_LOOP).sort());
  });
});

/** Customers' tables with rows on the machine of their wallet: their workspace is never NULL. */
const SPREAD = `
  SELECT c.oid, c.relname FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND a.attnotnull
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($1)`;
/** Small tables with a copy on every machine. They find a customer's row without its workspace. */
const ON_EVERY_MACHINE = ["topup_reference", "key_secret"];

describe("tables", () => {
  test("every unique key of a spread table begins with the workspace", async () => {
    const { rows } = await postgres().query<{ name: string }>(
      `SELECT i.relname AS name FROM (${SPREAD}) t JOIN pg_index x ON x.indrelid = t.oid AND x.indisunique JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_attribute f ON f.attrelid = t.oid AND f.attnum = x.indkey[0] WHERE f.attname <> 'workspace_id' ORDER BY 1`,
      [ON_EVERY_MACHINE],
    );
    expect(rows).toEqual([]);
  });

  test("a spread table has no trigger, nor has a table that it refers to or that every machine has", async () => {
    const { rows } = await postgres().query<{ name: string }>(
      `WITH spread AS (${SPREAD}), near AS (
         SELECT oid FROM spread UNION SELECT k.confrelid FROM spread JOIN pg_constraint k ON k.conrelid = spread.oid AND k.contype = 'f'
         UNION SELECT oid FROM pg_class WHERE relname = ANY ($1))
       SELECT g.tgname AS name FROM near JOIN pg_trigger g ON g.tgrelid = near.oid AND NOT g.tgisinternal ORDER BY 1`,
      [ON_EVERY_MACHINE],
    );
    expect(rows).toEqual([]);
  });

  test("a foreign key between two spread tables names the workspace on both sides", async () => {
    const { rows } = await postgres().query<{ name: string }>(
      `SELECT k.conname AS name FROM pg_constraint k JOIN (${SPREAD}) t ON t.oid = k.conrelid JOIN (${SPREAD}) o ON o.oid = k.confrelid
       JOIN pg_attribute mine ON mine.attrelid = k.conrelid AND mine.attnum = k.conkey[1]
       JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attnum = k.confkey[1]
       WHERE k.contype = 'f' AND (mine.attname <> 'workspace_id' OR theirs.attname <> 'workspace_id')`,
      [ON_EVERY_MACHINE],
    );
    expect(rows).toEqual([]);
  });
});
