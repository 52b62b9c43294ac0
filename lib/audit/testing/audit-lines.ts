import { postgres } from "@/lib/platform/postgres";

/** What the audit says of a person, oldest first: `action from address`. */
export async function auditOf(userId: string): Promise<string[]> {
  const { rows } = await postgres().query("SELECT action, ip FROM audit_entry WHERE target = $1 ORDER BY at, id", [`user:${userId}`]);
  return rows.map(({ action, ip }) => `${action} from ${ip}`);
}
