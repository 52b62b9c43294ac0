import "server-only";
import { type EnforcementNotice, enforcementMail } from "@/lib/mail/enforcement-mail";
import type { JobPayloads } from "@/lib/platform/jobs";
import { sendMail } from "@/lib/platform/mailer";
import { postgres } from "@/lib/platform/postgres";

type Row = Omit<EnforcementNotice, "isAdmin" | "isOpen">;

/** Mails one owner or admin about a limit that was placed or lifted. One that is over meanwhile needs no mail. */
export async function mailEnforcement(job: JobPayloads["enforcement"]): Promise<void> {
  const { workspaceId, accountId, actionId, userId, isOpen, isAdmin } = job;
  const { rows } = await postgres().query<Row>(
    `SELECT u.email AS to, w.name AS "workspaceName", coalesce(a.name, e.account_id) AS "accountName", e.type, e.reason,
       e.is_verifiable AS "isVerifiable", e.expires_at AS "expiresAt"
     FROM enforcement_action e
     JOIN workspace w ON w.id = e.workspace_id
     JOIN "user" u ON u.id = $4
     LEFT JOIN upstream_account a ON a.id::text = e.account_id
     WHERE e.workspace_id = $1 AND e.account_id = $2 AND e.action_id = $3 AND (e.resolved_at IS NULL) = $5`,
    [workspaceId, accountId, actionId, userId, isOpen],
  );
  const [notice] = rows;
  if (notice) await sendMail(await enforcementMail({ ...notice, isOpen, isAdmin }));
}
