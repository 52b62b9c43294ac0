import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { inTransaction } from "@/lib/platform/postgres";

/** Removes an event from the list of those that wait for an admin, and audits who did. False if it was already removed. */
export function closeEvent(actor: PersonActor, eventId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ type: string; workspaceId: string | null }>(
      `UPDATE stripe_event SET state = 'done', closed_at = now(), closed_by = $2 WHERE id = $1 AND state IN ('open', 'dead')
       RETURNING type, workspace_id AS "workspaceId"`,
      [eventId, actor.userId],
    );
    const [closed] = rows;
    if (!closed) return false;
    const { type, workspaceId } = closed;
    await writeAudit(on, actor, { workspaceId, action: "payment_event.close", target: `stripe_event:${eventId}`, after: { type } });
    return true;
  });
}
