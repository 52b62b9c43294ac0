import type pg from "pg";

/** The role of the logins of portal, front door and worker. It has the rights in `RIGHTS` and owns nothing. */
export const PROCESSES_ROLE = "relais_app";

/**
 * - `read`: rows may only be read. Functions that run as the owner write them.
 * - `written`: rows may be inserted, but neither updated nor deleted.
 * - `kept`: rows may be inserted and updated, except the columns in `fixed`, but not deleted.
 * - `free`: rows may be inserted, updated, except the columns in `fixed`, and deleted.
 * - `hidden`: rows may not even be read.
 */
export type Rights = { rule: "read" | "written" | "kept" | "free" | "hidden"; fixed?: string[] };

const READ: Rights = { rule: "read" };
const WRITTEN: Rights = { rule: "written" };
const KEPT: Rights = { rule: "kept" };
const FREE: Rights = { rule: "free" };

const SECRET_COLUMNS = ["secret_hmac", "pepper_version", "prefix", "last_four"];
const LIMIT_COLUMNS = [
  "requests_per_minute",
  "tokens_per_minute",
  "budget_nano",
  "budget_period",
  "allowed_models",
  "allowed_addresses",
  "expires_at",
];

/** What the processes may do with each table. A table that is missing here is `free`, and a test fails until it is added. */
export const RIGHTS: Record<string, Rights> = {
  // The ledger's functions write these. Nobody else may, not even a process.
  wallet: READ,
  hold: READ,
  usage_event: READ,
  usage_part: READ,
  usage_move: READ,
  ledger_entry: READ,
  credit_lot: READ,
  lot_burn: READ,
  key_claim: READ,
  key_period: READ,
  carried_period: READ,
  idempotent_call: READ,
  worker_lease: READ,
  usage_rollup: READ,
  usage_span: READ,
  usage_cost_day: READ,
  usage_watermark: READ,
  // What was written never changes: a correction is a new row.
  price: WRITTEN,
  audit_entry: WRITTEN,
  // add_codes and redeem_code write the other two. Of a batch only its end can be set.
  code_batch: {
    rule: "kept",
    fixed: [
      ...["id", "name", "kind", "amount_nano", "code_count", "uses_per_code", "is_once_per_workspace", "for_whom", "for_email"],
      ...["credit_days", "redeem_until", "created_by", "created_at"],
    ],
  },
  redemption_code: READ,
  code_redemption: READ,
  lot_notice: WRITTEN,
  // An order's money stays; only its state changes.
  topup: {
    rule: "kept",
    fixed: [
      ...["workspace_id", "id", "amount_cents", "currency", "receipt_email", "created_by", "created_at", "paid_at", "session_id"],
      ...["service", "method", "country", "charge_minor", "fee_minor", "is_adaptive"],
      ...["rate", "rate_source", "rate_at", "margin_ppm", "priced_until"],
    ],
  },
  topup_reference: WRITTEN,
  refund: READ,
  dispute: READ,
  refund_rule: { rule: "kept", fixed: ["id"] },
  exchange_rate: WRITTEN,
  payment_terms: { rule: "kept", fixed: ["id"] },
  // Work that waits for an admin, not a book: what it charges goes through settle_one. The refused text stays.
  refused_settle: { rule: "kept", fixed: ["workspace_id", "call_id", "settlement", "refused_at"] },
  stripe_cursor: KEPT,
  // The owner of a batch and the call of each request never change while the row exists.
  message_batch: { rule: "free", fixed: ["workspace_id", "id", "key_id", "lease_id", "request_count", "request_hash", "created_at"] },
  message_batch_request: { rule: "free", fixed: ["workspace_id", "batch_id", "call_id", "custom_id", "model_id", "price_version"] },
  // An event stays as Stripe delivered it until it is old enough to be deleted.
  stripe_event: { rule: "free", fixed: ["id", "type", "object_id", "api_version", "is_live", "payload", "raw_text", "received_at"] },
  // Written rows refer to these, so they are never deleted.
  model: KEPT,
  model_alias: KEPT,
  workspace: KEPT,
  // What is cached of a key is changed by functions only, which notify every process. The processes write new keys, and the last use.
  api_key: {
    rule: "kept",
    fixed: [...SECRET_COLUMNS, ...LIMIT_COLUMNS, "workspace_id", "id", "name", "created_by", "submission_key", "created_at", "revoked_at"],
  },
  management_key: { rule: "kept", fixed: [...SECRET_COLUMNS, "workspace_id", "id", "name", "created_by", "submission_key", "created_at"] },
  key_secret: WRITTEN,
  retiring_secret: READ,
  workspace_tier: READ,
  // No money in them.
  user: FREE,
  user_identity: FREE,
  mail_token: FREE,
  membership: FREE,
  ended_session: FREE,
  usage_tier: FREE,
  upstream_account: FREE,
  upstream_health: FREE,
  kept_file: FREE,
  user_profile: { rule: "free", fixed: ["workspace_id", "account_id"] },
  // A limit stays as Anthropic placed it, and its end is written beside it.
  enforcement_action: { rule: "kept", fixed: ["workspace_id", "account_id", "action_id", "type", "reason", "opened_at", "noticed_at"] },
  profile_problem: FREE,
  file_room: KEPT,
  _prisma_migrations: { rule: "hidden" },
  applied_function: { rule: "hidden" },
};

/**
 * Functions that the processes call in their own queries. They read, with the rights of the process. Of our other functions the processes may
 * execute those that run as the owner (SECURITY DEFINER), and none that these are made of.
 */
export const READING_FUNCTIONS = [
  "call_quarters",
  "database_node",
  "key_spend",
  "known_time_zone",
  "moves_tier",
  "paid_terms",
  "spend_period",
  "time_of_id",
  "unrolled_usage",
  "usage_tier_of",
  "workspace_period",
];

type Table = { name: string; schema: string; isPartition: boolean; isView: boolean; isGuarded: boolean; columns: string[] };

/**
 * Gives the processes' role exactly the rights above on everything that this user owns, later tables included, and everybody else none. Call
 * it in the transaction of the migration, after the functions are applied.
 */
export async function grantRights(client: pg.ClientBase): Promise<void> {
  const { rows: tables } = await client.query<Table>(TABLES);
  const { rows: functions } = await client.query<{ signature: string; isOurs: boolean; isCalled: boolean }>(FUNCTIONS, [READING_FUNCTIONS]);
  const statements = [
    `GRANT USAGE ON SCHEMA public, graphile_worker TO ${PROCESSES_ROLE}`,
    // Databases of older servers let everybody make tables and functions where the ledger's functions look for theirs.
    `REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${PROCESSES_ROLE}`,
    ...tables.flatMap(statementsFor),
    ...functions.flatMap(({ signature, isOurs, isCalled }) => [
      ...(isOurs ? [`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC, ${PROCESSES_ROLE}`] : []),
      ...(isCalled ? [`GRANT EXECUTE ON FUNCTION ${signature} TO ${PROCESSES_ROLE}`] : []),
    ]),
  ];
  try {
    await client.query(statements.join(";\n"));
  } catch (error) {
    throw new Error(`The rights of ${PROCESSES_ROLE} could not be granted, and are as they were`, { cause: error });
  }
}

const TABLES = `
  SELECT c.relname AS name, n.nspname AS schema, c.relispartition AS "isPartition", c.relkind = 'v' AS "isView",
    c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = '${PROCESSES_ROLE}') AS "isGuarded",
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'graphile_worker') AND c.relkind IN ('r', 'p', 'v') AND pg_has_role(c.relowner, 'USAGE')`;

// Functions that an operator made beside ours are left alone.
const FUNCTIONS = `
  SELECT p.oid::regprocedure::text AS signature, n.nspname = 'public' AS "isOurs",
    n.nspname <> 'public' OR p.prosecdef OR p.proname = ANY ($1) AS "isCalled"
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE (n.nspname = 'graphile_worker' OR n.nspname = 'public' AND p.proname IN (SELECT name FROM applied_function))
    AND p.prokind = 'f' AND pg_has_role(p.proowner, 'USAGE')`;

function statementsFor(table: Table): string[] {
  const name = `${table.schema}."${table.name}"`;
  const granted = rightsOn(table);
  return [
    `REVOKE ALL ON ${name} FROM PUBLIC, ${PROCESSES_ROLE}`,
    ...(granted.length > 0 ? [`GRANT ${granted.join(", ")} ON ${name} TO ${PROCESSES_ROLE}`] : []),
    // The queue's library closes its tables with row-level security for everybody but their owner.
    ...(table.isGuarded ? [`CREATE POLICY ${PROCESSES_ROLE} ON ${name} TO ${PROCESSES_ROLE} USING (true) WITH CHECK (true)`] : []),
  ];
}

function rightsOn(table: Table): string[] {
  // Access through the parent table needs rights only on the parent.
  if (table.isPartition) return [];
  if (table.isView) return ["SELECT"];
  if (table.schema === "graphile_worker") return table.name === "migrations" ? ["SELECT"] : ["SELECT", "INSERT", "UPDATE", "DELETE"];
  const { rule, fixed } = RIGHTS[table.name] ?? FREE;
  if (rule === "hidden") return [];
  if (rule === "read") return ["SELECT"];
  const inserting = ["SELECT", "INSERT"];
  if (rule === "written") return inserting;
  const changing = table.columns.filter((column) => !fixed?.includes(column)).map((column) => `"${column}"`);
  return [...inserting, fixed ? `UPDATE (${changing.join(", ")})` : "UPDATE", ...(rule === "free" ? ["DELETE"] : [])];
}
