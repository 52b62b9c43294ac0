import "server-only";
import { readEndingLots } from "@/lib/ledger/list-lots";
import { expiryMail } from "@/lib/mail/expiry-mail";
import { enqueue, type JobPayloads } from "@/lib/platform/jobs";
import { sendMail } from "@/lib/platform/mailer";
import { inTransaction, postgres } from "@/lib/platform/postgres";

/** How long before its end a lot is announced. A lot is announced by those notices only that come a day or more after its grant. */
const NOTICE_DAYS = [30, 7];

/**
 * Enqueues a mail to each owner of a workspace with credit that ends within 30 or 7 days, once for each lot and notice. Returns how many
 * lots. The notice and the jobs are written together: neither exists without the other.
 */
export function announceExpiries(now: Date): Promise<number> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ workspaceId: string; userId: string; lotIds: string[] }>(
      `WITH noticed AS (
         INSERT INTO lot_notice (workspace_id, lot_id, days, announced_at)
         SELECT l.workspace_id, l.id, min(notice.days), $1::timestamptz FROM credit_lot l JOIN unnest($2::integer[]) AS notice (days)
           ON l.expires_at <= $1::timestamptz + notice.days * interval '1 day'
           AND l.created_at <= l.expires_at - (notice.days + 1) * interval '1 day'
         WHERE l.remaining_nano > 0 AND l.expires_at > $1::timestamptz
         GROUP BY l.workspace_id, l.id
         ON CONFLICT DO NOTHING
         RETURNING workspace_id, lot_id
       )
       SELECT n.workspace_id AS "workspaceId", m.user_id AS "userId", array_agg(n.lot_id) AS "lotIds"
       FROM noticed n LEFT JOIN membership m ON m.workspace_id = n.workspace_id AND m.role = 'owner' GROUP BY 1, 2`,
      [now, NOTICE_DAYS],
    );
    // A job for each owner: when one address is refused, the others still get their mail, and get it once.
    for (const { userId, ...job } of rows) if (userId) await enqueue(on, "credit-expiry", { ...job, userId });
    return new Set(rows.flatMap(({ lotIds }) => lotIds)).size;
  });
}

/** Mails an owner what is left of these lots. What was used meanwhile needs no mail. */
export async function mailExpiry({ workspaceId, userId, lotIds }: JobPayloads["credit-expiry"]): Promise<void> {
  const lots = await readEndingLots(workspaceId, lotIds);
  const { rows } = await postgres().query<{ email: string; workspaceName: string }>(
    `SELECT u.email, w.name AS "workspaceName" FROM "user" u, workspace w WHERE u.id = $1 AND w.id = $2`,
    [userId, workspaceId],
  );
  const [owner] = rows;
  if (lots.length > 0 && owner) await sendMail(await expiryMail({ to: owner.email, workspaceName: owner.workspaceName, lots }));
}
