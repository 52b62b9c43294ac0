import "server-only";
import type { Queryable } from "@/lib/platform/postgres";

export type RefundState = "requested" | "by_hand" | "pending" | "requires_action" | "succeeded" | "failed" | "canceled";

export type RefundAsk = {
  workspaceId: string;
  topUpId: string;
  /** Chosen by the form, so that a form that is sent twice asks once. */
  refundId: string;
  /** In the smallest unit of the order's currency. Null: all that is unused of the payment. */
  chargeMinor: bigint | null;
  /** What had been given back of the payment when it was looked at. Null: whatever it is. */
  seenMinor: bigint | null;
  origin: "owner" | "admin";
  askedBy: string;
  reason: string | null;
  /** Where the operator pays it by hand, if the payment method has no refunds. */
  bankAccount: string | null;
};

export type RefundRefusal = "no_wallet" | "unpaid" | "disputed" | "changed" | "conflict" | "nothing_left" | "too_much";

export type RefundAnswer =
  | { kind: "asked" | "repeated"; chargeMinor: bigint; creditNano: bigint; currency: string }
  | { kind: "refused"; reason: RefundRefusal; mostMinor: bigint | null; currency: string | null };

/**
 * Takes the credit of a refund off, if the payment's own lot still has it, before the payment service is asked. What is left of the bonus that
 * came with the payment goes first; what was used of it counts as used of the payment.
 */
export async function askRefund(on: Queryable, ask: RefundAsk, at: Date): Promise<RefundAnswer> {
  const { rows } = await on.query<{
    answer: string;
    chargeMinor: bigint | null;
    creditNano: bigint | null;
    currency: string | null;
    mostMinor: bigint | null;
  }>(
    `SELECT answer, charge_minor AS "chargeMinor", credit_nano AS "creditNano", currency, most_minor AS "mostMinor"
     FROM ask_refund($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[ask.workspaceId, ask.topUpId, ask.refundId, ask.chargeMinor, ask.seenMinor],
      ...[ask.origin, ask.askedBy, ask.reason, ask.bankAccount, at],
    ],
  );
  const { answer, chargeMinor, creditNano, currency, mostMinor } = rows[0] as (typeof rows)[number];
  if (answer !== "asked" && answer !== "repeated") return { kind: "refused", reason: answer as RefundRefusal, mostMinor, currency };
  return { kind: answer, chargeMinor: chargeMinor as bigint, creditNano: creditNano as bigint, currency: currency as string };
}

export type RefundNote = {
  workspaceId: string;
  topUpId: string;
  /** Our own id, if the service names it. */
  refundId: string | null;
  serviceRefundId: string;
  state: Exclude<RefundState, "requested" | "by_hand">;
  chargeMinor: bigint;
  reason: string | null;
  failureReason: string | null;
};

export type NotedRefund = { kind: "taken" | "returned" | "noted" | "unchanged" | "unpaid"; refundId: string | null; debtNano: bigint };

/**
 * Books what the payment service says of a refund. One that somebody made there takes what the wallet has, and the rest becomes debt, which
 * stops new calls until the next credit pays it. A refund that failed gives its credit back. Repeats and older answers change nothing.
 */
export async function noteRefund(on: Queryable, note: RefundNote, at: Date): Promise<NotedRefund> {
  const { rows } = await on.query<NotedRefund>(
    `SELECT answer AS kind, refund_id AS "refundId", debt_nano AS "debtNano" FROM note_refund($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[note.workspaceId, note.topUpId, note.refundId, note.serviceRefundId, note.state],
      ...[note.chargeMinor, note.reason, note.failureReason, at],
    ],
  );
  return rows[0] as NotedRefund;
}

/**
 * Ends a refund that the payment service does not know: refused there (`failed`), or paid by hand (`succeeded`), or given up (`canceled`).
 * False if it has ended, or if the service knows it.
 */
export async function endRefund(
  on: Queryable,
  { workspaceId, refundId }: { workspaceId: string; refundId: string },
  state: "succeeded" | "failed" | "canceled",
  failureReason: string | null,
  at: Date,
): Promise<boolean> {
  const { rows } = await on.query<{ is: boolean }>("SELECT end_refund($1, $2, $3, $4, $5) AS is", [
    workspaceId,
    refundId,
    state,
    failureReason,
    at,
  ]);
  return rows[0]?.is === true;
}

/** Pays the debt of a wallet from what is available. Returns how much. */
export async function payDebt(on: Queryable, workspaceId: string): Promise<bigint> {
  const { rows } = await on.query<{ paid: bigint }>("SELECT pay_debt($1) AS paid", [workspaceId]);
  return rows[0]?.paid ?? 0n;
}
