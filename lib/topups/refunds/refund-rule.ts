import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { inTransaction, postgres } from "@/lib/platform/postgres";

/** For how many days after a payment its owner may ask for what is unused of it. 0: never. */
export async function readOwnerDays(): Promise<number> {
  const { rows } = await postgres().query<{ days: number }>("SELECT owner_days AS days FROM refund_rule");
  return rows[0]?.days ?? 0;
}

/** Sets the owners' window and audits who did. It holds from the next refund on. */
export function setOwnerDays(actor: PersonActor, days: number): Promise<void> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ before: number }>(
      `UPDATE refund_rule SET owner_days = $1 FROM (SELECT owner_days FROM refund_rule FOR UPDATE) old RETURNING old.owner_days AS before`,
      [days],
    );
    await writeAudit(on, actor, {
      action: "refund_rule.change",
      target: "refund_rule",
      before: { ownerDays: rows[0]?.before ?? null },
      after: { ownerDays: days },
    });
  });
}
