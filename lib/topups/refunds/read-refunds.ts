import "server-only";
import { LOTS_LEFT } from "@/lib/ledger/list-lots";
import type { RefundState } from "@/lib/ledger/refunds";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import { refundWay } from "@/lib/topups/refunds/refund-methods";

export type Refund = {
  workspaceId: string;
  id: string;
  topUpId: string;
  origin: "owner" | "admin" | "stripe";
  state: RefundState;
  chargeMinor: bigint;
  currency: string;
  serviceRefundId: string | null;
  reason: string | null;
  bankAccount: string | null;
  failureReason: string | null;
  requestedAt: Date;
};

const COLUMNS = `r.workspace_id AS "workspaceId", r.id, r.topup_id AS "topUpId", r.origin, r.state, r.charge_minor AS "chargeMinor", r.currency,
  r.service_refund_id AS "serviceRefundId", r.reason, r.bank_account AS "bankAccount", r.failure_reason AS "failureReason",
  r.requested_at AS "requestedAt"`;
const MOST = 200;

export async function readRefund(on: Queryable, workspaceId: string, refundId: string): Promise<Refund | null> {
  const { rows } = await on.query<Refund>(`SELECT ${COLUMNS} FROM refund r WHERE r.workspace_id = $1 AND r.id = $2`, [
    workspaceId,
    refundId,
  ]);
  return rows[0] ?? null;
}

/** The refunds of one payment, oldest first. */
export async function listRefundsOf(workspaceId: string, topUpId: string): Promise<Refund[]> {
  const { rows } = await postgres().query<Refund>(
    `SELECT ${COLUMNS} FROM refund r WHERE r.workspace_id = $1 AND r.topup_id = $2 ORDER BY r.requested_at, r.id`,
    [workspaceId, topUpId],
  );
  return rows;
}

/** Refunds that have not ended, of all workspaces, the oldest first. */
export async function listOpenRefunds(): Promise<(Refund & { workspaceName: string })[]> {
  const { rows } = await postgres().query<Refund & { workspaceName: string }>(
    `SELECT ${COLUMNS}, s.name AS "workspaceName" FROM refund r JOIN workspace s ON s.id = r.workspace_id
     WHERE r.state IN ('requested', 'by_hand', 'pending', 'requires_action') ORDER BY r.requested_at LIMIT $1`,
    [MOST],
  );
  return rows;
}

/** A payment of the last weeks that its owner may want back, with what was given back of it. */
export type RefundablePayment = {
  topUpId: string;
  chargeMinor: bigint;
  currency: string;
  paidAt: Date;
  unusedNano: bigint;
  /** The operator pays it to a bank account. */
  isByHand: boolean;
  refunds: { id: string; state: RefundState; chargeMinor: bigint }[];
};

/**
 * The payments of a workspace since then that have something unused or a refund, newest first. What finished calls have not been burned for
 * yet is subtracted in the order in which lots are burned.
 */
export async function listRefundable(workspaceId: string, since: Date): Promise<RefundablePayment[]> {
  const { rows } = await postgres().query<
    Omit<RefundablePayment, "refunds" | "isByHand"> & {
      service: string;
      method: string;
      refunds: { id: string; state: RefundState; minor: string }[];
    }
  >(
    `WITH lot AS (${LOTS_LEFT})
     SELECT t.id AS "topUpId", p.charge_minor AS "chargeMinor", p.currency, t.paid_at AS "paidAt", t.service, t.method, coalesce(lot."leftNano", 0)::bigint AS "unusedNano",
       coalesce((SELECT json_agg(json_build_object('id', r.id, 'state', r.state, 'minor', r.charge_minor::text) ORDER BY r.requested_at)
         FROM refund r WHERE r.workspace_id = t.workspace_id AND r.topup_id = t.id), '[]') AS refunds
     FROM topup t CROSS JOIN LATERAL paid_terms(t.workspace_id, t.id) p LEFT JOIN lot ON lot.reference = 'topup:' || t.id
     WHERE t.workspace_id = $1 AND t.state = 'paid' AND t.paid_at >= $2 ORDER BY t.paid_at DESC LIMIT ${MOST}`,
    [workspaceId, since],
  );
  return rows.map(({ refunds, service, method, ...payment }) => ({
    ...payment,
    isByHand: refundWay({ service, method }).kind === "by_hand",
    refunds: refunds.map(({ minor, ...refund }) => ({ ...refund, chargeMinor: BigInt(minor) })),
  }));
}
