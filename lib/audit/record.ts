import "server-only";
import { newId } from "@/lib/basics/ids";
import type { Transaction } from "@/lib/platform/transaction";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type AuditRecord = {
  /** Null when nobody did it, such as a job. */
  actorUserId: string | null;
  workspaceId?: string;
  ip?: string;
  /** What was done, as `noun.verb`: `price.publish`. */
  action: string;
  /** To what, as `noun:id`. */
  target: string;
  before?: Json;
  after?: Json;
};

/** Notes who did what, in the transaction that does it: neither stands without the other. Money as decimal text, never secrets. */
export async function recordAudit(transaction: Transaction, record: AuditRecord): Promise<void> {
  const { before, after, ...rest } = record;
  await transaction.auditEntry.create({ data: { id: newId(), ...rest, ...(before && { before }), ...(after && { after }) } });
}
