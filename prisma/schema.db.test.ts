import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";

type Column = { type: string; isRequired: boolean };
type Tables = Map<string, Map<string, Column>>;

const SCALARS: Record<string, string> = {
  String: "text",
  Int: "int4",
  BigInt: "int8",
  Boolean: "bool",
  Json: "jsonb",
  Bytes: "bytea",
  DateTime: "timestamptz",
};
// Prisma has no type for this column, and never writes an event.
const ONLY_SQL = ["usage_event.xid"];

test("prisma/schema.prisma describes the database that the migrations make, column by column", async () => {
  const described = describedTables(readFileSync("prisma/schema.prisma", "utf8"));
  const made = await madeTables();
  expect(described.size).toBeGreaterThan(15);
  const columnsOf = (tables: Tables) =>
    [...tables]
      .flatMap(([table, columns]) =>
        [...columns].map(([name, { type, isRequired }]) => `${table}.${name} ${type}${isRequired ? "" : " null"}`),
      )
      .filter((line) => !ONLY_SQL.some((each) => line.startsWith(`${each} `)))
      .sort();
  const known = new Map([...made].filter(([table]) => described.has(table)));
  expect(columnsOf(described)).toEqual(columnsOf(known));
});

// These tables find a customer's row without its workspace. They are small enough for every machine to have.
const FINDERS = ["topup_reference", "key_secret"];

test("every primary key of a table that belongs to a customer begins with the workspace", async () => {
  const { rows } = await postgres().query<{ name: string; first: string }>(`
    SELECT c.relname AS name, a.attname AS first
    FROM pg_constraint p
    JOIN pg_class c ON c.oid = p.conrelid AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.conkey[1]
    WHERE p.contype = 'p'
      AND EXISTS (SELECT 1 FROM pg_attribute w WHERE w.attrelid = c.oid AND w.attname = 'workspace_id' AND w.attnotnull)`);
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter((row) => row.first !== "workspace_id" && !FINDERS.includes(row.name))).toEqual([]);
});

/** The models of the schema file under their table names, without relations. */
function describedTables(schema: string): Tables {
  const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = "", body = ""]) => ({ name, body }));
  const names = new Set(models.map((each) => each.name));
  return new Map(models.map(({ name, body }) => [/@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, describedColumns(body, names)]));
}

function describedColumns(body: string, models: Set<string>): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const line of body.split("\n")) {
    const field = /^\s+(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line);
    if (!field) continue;
    const [, name = "", type = "", suffix, attributes = ""] = field;
    if (models.has(type)) continue;
    const scalar = databaseType(type, attributes);
    columns.set(/@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name, {
      type: suffix === "[]" ? `_${scalar}` : scalar,
      isRequired: suffix !== "?",
    });
  }
  return columns;
}

function databaseType(type: string, attributes: string): string {
  const unsupported = /^\("(\w+)"\)/.exec(attributes)?.[1];
  if (unsupported) return unsupported;
  if (attributes.includes("@db.Uuid")) return "uuid";
  if (attributes.includes("@db.Date")) return "date";
  if (attributes.includes("@db.Inet")) return "inet";
  return SCALARS[type] ?? type;
}

async function madeTables(): Promise<Tables> {
  const { rows } = await postgres().query<{ table: string; name: string; type: string; isRequired: boolean }>(`
    SELECT c.relname AS table, a.attname AS name, t.typname AS type, a.attnotnull AS "isRequired"
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped`);
  const tables: Tables = new Map();
  for (const { table, name, type, isRequired } of rows) {
    if (!tables.has(table)) tables.set(table, new Map());
    tables.get(table)?.set(name, { type, isRequired });
  }
  return tables;
}
