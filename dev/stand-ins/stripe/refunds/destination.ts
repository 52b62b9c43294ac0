import type Stripe from "stripe";
import { newId } from "../store";

/** Methods whose banks give a reference that the payer can quote. The others have an empty object of their name. */
const WITH_REFERENCE = new Set(["blik", "multibanco", "p24", "paypal", "bancontact", "ideal", "sepa_debit"]);
const TRANSFERS = new Set(["bancontact", "ideal", "sepa_debit"]);
const EMPTY = new Set(["alipay", "cashapp", "pix", "wechat_pay"]);

/** Where a refund goes: for a card the number that its bank can search for, which comes some days later. */
export function destinationOf(method: string): Stripe.Refund.DestinationDetails {
  if (method === "card" || method === "link")
    return { type: "card", card: { type: "refund", reference_status: "pending", reference_type: "acquirer_reference_number" } };
  if (TRANSFERS.has(method)) return { type: "eu_bank_transfer", eu_bank_transfer: { reference: null, reference_status: "pending" } };
  if (method === "crypto") return { type: "crypto", crypto: { reference: null } };
  if (WITH_REFERENCE.has(method)) return { type: method, [method]: { reference: null, reference_status: "pending" } };
  return EMPTY.has(method) ? { type: method, [method]: {} } : { type: method };
}

/** The reference is there. False where the method has none. */
export function refer(refund: Stripe.Refund): boolean {
  const details = refund.destination_details;
  const inner = details?.[details.type as keyof Stripe.Refund.DestinationDetails] as Record<string, unknown> | undefined;
  if (!inner || !("reference_status" in inner || "reference" in inner)) return false;
  inner.reference = newId("ref").slice(4).toUpperCase();
  if ("reference_status" in inner) inner.reference_status = "available";
  return true;
}
