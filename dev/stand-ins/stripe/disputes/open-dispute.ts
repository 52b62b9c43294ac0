import type Stripe from "stripe";
import { invalidParam } from "../errors";
import { disputeRule } from "../methods/money-back";
import type { StripeStandIn } from "../stand-in";
import { newId } from "../store";
import { moveMoney } from "./dispute-money";
import { checkedStatus, isClosed, isInquiry } from "./dispute-states";
import { endWarnings } from "./fraud-warnings";

export type DisputeOptions = { status?: string; amount?: number; reason?: string };

const EVIDENCE_NAMES =
  "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text".split(
    " ",
  );

/** A bank takes a payment back, or asks about it. A debit that comes back, and wallets that let nobody answer, are lost at once. */
export function openDispute(standIn: StripeStandIn, charge: Stripe.Charge, options: DisputeOptions = {}): Stripe.Event[] {
  const { store, webhooks } = standIn;
  const method = charge.payment_method_details?.type ?? "card";
  const rule = disputeRule(method);
  if (!rule) throw invalidParam("charge", `payments with ${method} cannot be disputed`);
  const amount = options.amount ?? charge.amount;
  if (!(amount > 0) || amount > charge.amount) throw invalidParam("amount", `a dispute is about 1 to ${charge.amount}, not ${amount}`);
  const status = checkedStatus(options.status ?? (rule.isContestable ? "needs_response" : "lost"));
  if (!rule.isContestable && status !== "lost") throw invalidParam("status", `a dispute of ${method} is lost at once`);
  const dispute: Stripe.Dispute = {
    id: newId("du"),
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: store.nowSeconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...Object.fromEntries(EVIDENCE_NAMES.map((name) => [name, null])),
      enhanced_evidence: {},
    } as unknown as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: rule.isContestable ? store.nowSeconds() + rule.evidenceDays * 86_400 : 0,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry(status),
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: detailsOf(method, status),
    reason: options.reason ?? (method === "sepa_debit" ? "debit_not_authorized" : "fraudulent"),
    status,
  };
  store.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  const events = [webhooks.record("charge.dispute.created", dispute), ...moveMoney(standIn, dispute)];
  if (isClosed(status)) events.push(webhooks.record("charge.dispute.closed", dispute));
  return [...events, ...endWarnings(standIn, charge.id)];
}

function detailsOf(method: string, status: string): Stripe.Dispute.PaymentMethodDetails {
  if (method === "paypal") return { type: "paypal", paypal: { case_id: "PP-R-STAND-IN", reason_code: null } };
  if (method !== "card" && method !== "link") return { type: method };
  const case_type = isInquiry(status) ? "inquiry" : status === "prevented" ? "block" : "chargeback";
  return { type: "card", card: { brand: "visa", case_type, network: "visa", network_reason_code: "10.4" } };
}
