import "server-only";
import { isUuid } from "@/lib/basics/ids";
import { postgres, readSteadily } from "@/lib/platform/postgres";
import { readOrderOfId } from "@/lib/topups/orders/find-order";
import type { Order } from "@/lib/topups/orders/order";
import { listRefundsOf, type Refund } from "@/lib/topups/refunds/read-refunds";

export type CaseDispute = {
  id: string;
  status: string;
  reason: string;
  chargeMinor: bigint;
  currency: string;
  takenNano: bigint;
  evidenceUntil: Date | null;
  openedAt: Date;
};

/** What we know of who paid and what was done with it. */
type CaseEvidence = {
  ownerEmail: string | null;
  signedUpAt: Date | null;
  /** Addresses from which the workspace was used in the portal, with the last time. */
  addresses: { ip: string; at: Date }[];
  firstCall: { id: string; at: Date; modelId: string } | null;
  lastCall: { at: Date } | null;
  callCount: number;
  chargedNano: bigint;
};

/** A payment for an admin: the order, what was given or taken back of it, and the evidence. */
export type PaymentCase = {
  order: Order;
  workspaceName: string;
  /** What was given or taken back so far, in the order's currency. */
  takenMinor: bigint;
  refunds: Refund[];
  disputes: CaseDispute[];
  evidence: CaseEvidence;
};

const MOST_ADDRESSES = 20;
/** Evidence about more calls than these helps nobody, and reading them takes long. */
const MOST_CALLS = 10_000;

/** Null if there is no such payment. */
export async function readPaymentCase(topUpId: string): Promise<PaymentCase | null> {
  const order = isUuid(topUpId) ? await readOrderOfId(topUpId) : null;
  if (!order) return null;
  const { workspaceId } = order;
  const [names, refunds, disputes, evidence] = await Promise.all([
    postgres().query<{ name: string }>("SELECT name FROM workspace WHERE id = $1", [workspaceId]),
    listRefundsOf(workspaceId, topUpId),
    listDisputes(workspaceId, topUpId),
    readEvidence(workspaceId, order.paidAt ?? order.createdAt),
  ]);
  const active = refunds.filter(({ state }) => state !== "failed" && state !== "canceled");
  const taken = disputes.filter(({ takenNano }) => takenNano > 0n);
  const takenMinor = [...active, ...taken].reduce((sum, { chargeMinor }) => sum + chargeMinor, 0n);
  return { order, workspaceName: names.rows[0]?.name ?? workspaceId, takenMinor, refunds, disputes, evidence };
}

async function listDisputes(workspaceId: string, topUpId: string): Promise<CaseDispute[]> {
  const { rows } = await postgres().query<CaseDispute>(
    `SELECT id, status, reason, charge_minor AS "chargeMinor", currency, taken_nano AS "takenNano", evidence_until AS "evidenceUntil",
       opened_at AS "openedAt"
     FROM dispute WHERE workspace_id = $1 AND topup_id = $2 ORDER BY opened_at`,
    [workspaceId, topUpId],
  );
  return rows;
}

async function readEvidence(workspaceId: string, since: Date): Promise<CaseEvidence> {
  const [owners, addresses, calls] = await Promise.all([
    postgres().query<{ email: string; createdAt: Date }>(
      `SELECT u.email, u.created_at AS "createdAt" FROM membership m JOIN "user" u ON u.id = m.user_id
       WHERE m.workspace_id = $1 ORDER BY m.role = 'owner' DESC, m.created_at LIMIT 1`,
      [workspaceId],
    ),
    postgres().query<{ ip: string; at: Date }>(
      `SELECT a.ip, max(a.at) AS at FROM audit_entry a WHERE a.workspace_id = $1 AND a.ip IS NOT NULL AND a.actor_user_id IN (
         SELECT user_id FROM membership WHERE workspace_id = $1)
       GROUP BY a.ip ORDER BY 2 DESC LIMIT $2`,
      [workspaceId, MOST_ADDRESSES],
    ),
    readSteadily<{ id: string; at: Date; modelId: string; lastAt: Date; count: number; chargedNano: bigint }>({
      name: "payment_case_calls",
      text: `WITH call AS (
           SELECT id, created_at, model_id, charge_nano FROM usage_event WHERE workspace_id = $1 AND created_at >= $2 AND NOT is_late
           ORDER BY created_at LIMIT ${MOST_CALLS}
         )
         SELECT first.id, first.created_at AS at, first.model_id AS "modelId", s.last_at AS "lastAt", s.count, s.charged AS "chargedNano"
         FROM (SELECT * FROM call ORDER BY created_at, id LIMIT 1) first
         CROSS JOIN (SELECT max(created_at) AS last_at, count(*)::integer AS count, sum(charge_nano)::bigint AS charged FROM call) s`,
      values: [workspaceId, since],
    }),
  ]);
  const [owner] = owners.rows;
  const [call] = calls.rows;
  return {
    ownerEmail: owner?.email ?? null,
    signedUpAt: owner?.createdAt ?? null,
    addresses: addresses.rows,
    firstCall: call ? { id: call.id, at: call.at, modelId: call.modelId } : null,
    lastCall: call ? { at: call.lastAt } : null,
    callCount: call?.count ?? 0,
    chargedNano: call?.chargedNano ?? 0n,
  };
}
