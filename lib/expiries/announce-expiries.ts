import "server-only";
import { listLots } from "@/lib/ledger/list-lots";
import { expiryMail } from "@/lib/mail/expiry-mail";
import { enqueue, type JobPayloads } from "@/lib/platform/jobs";
import { sendMail } from "@/lib/platform/mailer";
import { inTransaction, postgres } from "@/lib/platform/postgres";

/** How long before its end a lot is announced. A lot that is granted for less is announced by the next shorter notice only. */
const NOTICE_DAYS = [30, 7];
/** Lots of one transaction. The round goes on until none is left. */
const AT_ONCE = 200;

/** Enqueues a mail to the owner of each workspace with credit that ends within 30 or 7 days, once for each lot and notice. Returns how many lots. */
export async function announceExpiries(now: Date): Promise<number> {
  let announced = 0;
  for (let lots = AT_ONCE; lots === AT_ONCE; announced += lots) lots = await announceSome(now);
  return announced;
}

/** The notice and the mail's job are written together: neither exists without the other. */
function announceSome(now: Date): Promise<number> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ workspaceId: string; lotId: string }>(
      `INSERT INTO lot_notice (workspace_id, lot_id, days, announced_at)
       SELECT l.workspace_id, l.id, min(notice.days), $1::timestamptz FROM credit_lot l JOIN unnest($2::integer[]) AS notice (days)
         ON l.expires_at <= $1::timestamptz + notice.days * interval '1 day' AND l.created_at <= l.expires_at - notice.days * interval '1 day'
       WHERE l.remaining_nano > 0 AND l.expires_at > $1::timestamptz
       GROUP BY l.workspace_id, l.id
       HAVING NOT EXISTS (
         SELECT FROM lot_notice known WHERE known.workspace_id = l.workspace_id AND known.lot_id = l.id AND known.days = min(notice.days))
       ORDER BY l.workspace_id LIMIT $3
       ON CONFLICT DO NOTHING
       RETURNING workspace_id AS "workspaceId", lot_id AS "lotId"`,
      [now, NOTICE_DAYS, AT_ONCE],
    );
    for (const workspaceId of new Set(rows.map((row) => row.workspaceId))) {
      const lotIds = rows.filter((row) => row.workspaceId === workspaceId).map(({ lotId }) => lotId);
      await enqueue(on, "credit-expiry", { workspaceId, lotIds });
    }
    return rows.length;
  });
}

/** Mails the owner what is left of these lots. What was used meanwhile needs no mail. */
export async function mailExpiry({ workspaceId, lotIds }: JobPayloads["credit-expiry"]): Promise<void> {
  const { lots } = await listLots(workspaceId);
  const ending = lots.flatMap(({ id, leftNano, expiresAt }) => (expiresAt && lotIds.includes(id) ? [{ leftNano, expiresAt }] : []));
  if (ending.length === 0) return;
  const { rows } = await postgres().query<{ email: string; workspaceName: string }>(
    `SELECT u.email, w.name AS "workspaceName" FROM membership m JOIN "user" u ON u.id = m.user_id JOIN workspace w ON w.id = m.workspace_id
     WHERE m.workspace_id = $1 AND m.role = 'owner'`,
    [workspaceId],
  );
  for (const { email, workspaceName } of rows) await sendMail(await expiryMail({ to: email, workspaceName, lots: ending }));
}
