import "server-only";
import { log } from "@/lib/platform/log";
import { postgres, type Queryable } from "@/lib/platform/postgres";

const MAY_CHANGE = `
  SELECT current_user AS login, bool_or(pg_has_role(relowner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
    OR oid <> ALL ('{price,audit_entry}'::regclass[]) AND has_table_privilege(oid, 'INSERT')) AS "mayChange"
  FROM (SELECT oid, relowner FROM pg_class
    WHERE oid = ANY ('{wallet,hold,usage_event,ledger_entry,credit_lot,lot_burn,price,audit_entry}'::regclass[])) AS written`;

/**
 * Whether the login of this process, or of the given connection, may change what was written about money: it owns the tables, is a
 * superuser, or has too many rights.
 */
export async function mayChangeWritten(on: Queryable = postgres()): Promise<{ login: string; mayChange: boolean }> {
  const { rows } = await on.query<{ login: string; mayChange: boolean }>(MAY_CHANGE);
  return rows[0] ?? { login: "", mayChange: false };
}

/** Logs once that this process has more rights than it needs. Call it at the start; it never throws. */
export async function warnOfRights(): Promise<void> {
  try {
    const { login, mayChange } = await mayChangeWritten();
    if (!mayChange) return;
    log.warn(
      { event: "postgres.too_many_rights", login },
      "this process may change what was written about money. Give DATABASE_URL a login of the role relais_app, and MIGRATION_DATABASE_URL the owner's (README, Run it for real)",
    );
  } catch (error) {
    log.debug({ event: "postgres.rights_unknown", err: error }, "the rights of this process are not known");
  }
}
