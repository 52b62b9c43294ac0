/** How a payment is given back. `days`: until when; null: no limit. `status`: what a refund is first. */
export type RefundRule = { days: number | null; status: "succeeded" | "pending" | "requires_action" };

/** Stripe's own pages on each method, May to November 2026. Null: the method has no refunds. */
const REFUNDS: Record<string, RefundRule | null> = {
  card: { days: null, status: "succeeded" },
  link: { days: null, status: "succeeded" },
  cashapp: { days: 90, status: "succeeded" },
  alipay: { days: 90, status: "pending" },
  wechat_pay: { days: 180, status: "pending" },
  paypal: { days: 180, status: "pending" },
  sepa_debit: { days: 180, status: "pending" },
  ideal: { days: 180, status: "pending" },
  bancontact: { days: 180, status: "pending" },
  p24: { days: 180, status: "pending" },
  bizum: { days: 395, status: "pending" },
  blik: { days: 395, status: "pending" },
  pix: { days: 90, status: "pending" },
  upi: { days: 60, status: "pending" },
  // The payer gives a bank account to Stripe, by the mail that Stripe sends.
  multibanco: { days: 365, status: "requires_action" },
  crypto: { days: null, status: "pending" },
  oxxo: null,
  boleto: null,
};

/** Whether a bank or a wallet may take a payment back, and whether the seller may answer. */
export type DisputeRule = { isContestable: boolean; evidenceDays: number };

const DISPUTES: Record<string, DisputeRule | null> = {
  card: { isContestable: true, evidenceDays: 7 },
  link: { isContestable: true, evidenceDays: 7 },
  cashapp: { isContestable: true, evidenceDays: 7 },
  paypal: { isContestable: true, evidenceDays: 10 },
  bizum: { isContestable: true, evidenceDays: 40 },
  blik: { isContestable: true, evidenceDays: 12 },
  sepa_debit: { isContestable: false, evidenceDays: 0 },
  pix: { isContestable: false, evidenceDays: 0 },
  upi: { isContestable: false, evidenceDays: 0 },
};

export function refundRule(method: string): RefundRule | null {
  return REFUNDS[method] ?? null;
}

export function disputeRule(method: string): DisputeRule | null {
  return DISPUTES[method] ?? null;
}
