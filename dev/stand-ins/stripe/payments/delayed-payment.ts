import type Stripe from "stripe";
import { newId, type Store } from "../store";
import { pendingCharge } from "./charges";

type NextAction = Stripe.PaymentIntent.NextAction;

const digits = (count: number) =>
  BigInt(`0x${Buffer.from(newId("n")).toString("hex")}`)
    .toString()
    .slice(-count);

/** The payer gets a voucher, and pays it elsewhere: until then there is no charge. */
export function awaitVoucher(
  store: Store,
  intent: Stripe.PaymentIntent,
  { baseUrl, expirySeconds }: { baseUrl: string; expirySeconds: number },
) {
  const method = intent.payment_method_types[0] ?? "";
  const url = `${baseUrl}/vouchers/${intent.id}`;
  const expiresAt = store.nowSeconds() + expirySeconds;
  intent.status = "requires_action";
  intent.next_action = VOUCHERS[method]?.(url, expiresAt) ?? null;
}

const VOUCHERS: Record<string, (url: string, expiresAt: number) => NextAction> = {
  oxxo: (url, expiresAt) => ({
    type: "oxxo_display_details",
    oxxo_display_details: { expires_after: expiresAt, hosted_voucher_url: url, number: digits(32) },
  }),
  boleto: (url, expiresAt) => ({
    type: "boleto_display_details",
    boleto_display_details: { expires_at: expiresAt, hosted_voucher_url: url, number: digits(47), pdf: `${url}/pdf` },
  }),
  multibanco: (url, expiresAt) => ({
    type: "multibanco_display_details",
    multibanco_display_details: { entity: digits(5), expires_at: expiresAt, hosted_voucher_url: url, reference: digits(9) },
  }),
};

/** When a voucher ends and where it is shown; null for any other payment. */
export function voucherOf({ next_action: action }: Stripe.PaymentIntent): { expiresAt: number; url: string; number: string } | null {
  const { oxxo_display_details: oxxo, boleto_display_details: boleto, multibanco_display_details: multibanco } = action ?? {};
  const shown = oxxo ?? boleto ?? multibanco;
  if (!shown) return null;
  const expiresAt = (oxxo?.expires_after ?? boleto?.expires_at ?? multibanco?.expires_at) as number;
  const number = multibanco ? `${multibanco.entity} ${multibanco.reference}` : ((oxxo ?? boleto)?.number ?? "");
  return { expiresAt, url: String(shown.hosted_voucher_url), number };
}

/** A debit is on its way to the payer's bank. */
export function awaitDebit(store: Store, intent: Stripe.PaymentIntent, baseUrl: string): Stripe.Charge {
  const charge = pendingCharge(store, intent, baseUrl);
  Object.assign(intent, { status: "processing", latest_charge: charge.id } satisfies Partial<Stripe.PaymentIntent>);
  return charge;
}
