import "server-only";
import { createHash } from "node:crypto";
import { postgres } from "@/lib/platform/postgres";

/** What Claude is told of a workspace. Names of fields are Claude's. A detail that is not known is absent: a stored one cannot be cleared. */
export type CustomerDetails = {
  reference_id: string;
  account_status: "active" | "suspended";
  onboarded_at: string;
  email_hash?: string;
  name_hash?: string;
};

type Row = { createdAt: Date; isStopped: boolean; email: string | null; name: string | null };

/** Null if there is no such workspace. */
export async function readCustomerDetails(workspaceId: string): Promise<CustomerDetails | null> {
  const { rows } = await postgres().query<Row>(
    `SELECT w.created_at AS "createdAt", coalesce(b.is_frozen OR b.is_questioned, false) AS "isStopped", u.email, u.name
     FROM workspace w
     LEFT JOIN wallet b ON b.workspace_id = w.id
     LEFT JOIN LATERAL (
       SELECT CASE WHEN u.email_verified_at IS NOT NULL THEN u.email END AS email, u.name
       FROM membership m JOIN "user" u ON u.id = m.user_id
       WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY u.email_verified_at IS NULL, m.created_at LIMIT 1
     ) u ON true
     WHERE w.id = $1`,
    [workspaceId],
  );
  const [row] = rows;
  if (!row) return null;
  const { createdAt, isStopped, email, name } = row;
  return {
    reference_id: workspaceId,
    account_status: isStopped ? "suspended" : "active",
    onboarded_at: createdAt.toISOString(),
    ...(email && { email_hash: hashOf(email) }),
    ...(name?.trim() && { name_hash: hashOf(name) }),
  };
}

/** SHA-256 in hexadecimal of the text in lower case, without blanks around it. Claude treats it as an opaque text. */
function hashOf(text: string): string {
  return createHash("sha256").update(text.trim().toLowerCase()).digest("hex");
}
