import pg from "pg";
import { PROCESSES_ROLE } from "@/prisma/rights";

/**
 * Makes the processes' role, and the login in `processesUrl` as a member of it, if they do not exist. If this user may not make
 * them, it throws an instruction for the operator before anything is migrated.
 */
export async function ensureRoles(client: pg.Client, processesUrl?: string): Promise<void> {
  await ensureRole(client, PROCESSES_ROLE, `CREATE ROLE ${PROCESSES_ROLE} NOLOGIN`);
  if (!processesUrl) return;
  const { user: login, password } = new pg.Client({ connectionString: processesUrl });
  if (!login || login === client.user) return;
  const name = pg.escapeIdentifier(login);
  const make = (secret: string) => `CREATE ROLE ${name} LOGIN PASSWORD ${secret}`;
  await ensureRole(client, login, make(pg.escapeLiteral(typeof password === "string" ? password : "")), make("'…'"));
  const { rows } = await client.query<{ is: boolean }>("SELECT pg_has_role($1, $2, 'MEMBER') AS is", [login, PROCESSES_ROLE]);
  if (!rows[0]?.is) await asAdministrator(client, `GRANT ${PROCESSES_ROLE} TO ${name}`);
}

async function ensureRole(client: pg.Client, name: string, statement: string, shown = statement): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (rowCount === 0) await asAdministrator(client, statement, shown);
}

async function asAdministrator(client: pg.Client, statement: string, shown = statement): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    // Roles belong to the whole server: the migration of another database may have made it just now.
    if (error instanceof pg.DatabaseError && ["42710", "23505"].includes(error.code ?? "")) return;
    throw new Error(
      `The user ${client.user} may not do this, and nothing was migrated. Let an administrator of the Postgres server run\n  ${shown};\nthen migrate again.`,
      { cause: error },
    );
  }
}
