import type Stripe from "stripe";
import { parseForm, textAt } from "../form";
import { voucherOf } from "../payments/delayed-payment";
import { currentSession } from "../routes/routes";
import type { StripeStandIn } from "../stand-in";
import { invoicePage, invoicePdf } from "./invoice-page";
import { messagePage, payPage, receiptPage, successUrl } from "./pay-page";
import { voucherPage } from "./voucher-page";

export type PageAnswer = { status: number; headers: Record<string, string>; body: string };

/** The pages for a shopper: payment, voucher, and receipt. */
export async function answerPage(standIn: StripeStandIn, method: string, url: URL, body: string): Promise<PageAnswer> {
  const [, kind, id = ""] = url.pathname.split("/");
  const { store } = standIn;
  const charge = store.charges.get(id);
  if (kind === "receipts" && charge) return html(200, receiptPage(charge));
  const invoice = kind === "invoices" ? store.invoices.get(id) : undefined;
  if (invoice) return url.pathname.endsWith("/pdf") ? pdf(invoicePdf(invoice)) : html(200, invoicePage(invoice));
  if (kind === "vouchers" && store.intents.has(id)) return answerVoucher(standIn, id, method);
  if (kind !== "pay" || !store.sessions.has(id)) return html(404, messagePage("There is no such page"));
  const session = currentSession(standIn, id);
  if (method === "POST") return seeOther(await submitted(standIn, session, body));
  const shown = { session, items: store.lineItems.get(id) ?? [], account: store.account, isDeclined: url.searchParams.has("declined") };
  return html(200, payPage(shown));
}

/** Where the button leads: a voucher is shown before the way back. */
async function submitted(standIn: StripeStandIn, session: Stripe.Checkout.Session, body: string): Promise<string> {
  const form = parseForm(body);
  const chosen = textAt(form, "method") ?? undefined;
  const currency = textAt(form, "currency");
  const isDecline = textAt(form, "action") === "decline";
  const events = isDecline
    ? standIn.checkout.decline(session, chosen)
    : standIn.checkout.pay(session, { ...(chosen && { method: chosen }), ...(currency && { presentmentCurrency: currency }) });
  standIn.store.save();
  await standIn.webhooks.send(events);
  if (isDecline) return `/pay/${session.id}?declined`;
  if (session.status !== "complete") return `/pay/${session.id}`;
  const intent = standIn.store.intents.get(String(session.payment_intent));
  return (intent && voucherOf(intent)?.url) ?? successUrl(session) ?? `/pay/${session.id}`;
}

async function answerVoucher(standIn: StripeStandIn, intentId: string, method: string): Promise<PageAnswer> {
  const owner = [...standIn.store.sessions.values()].find((each) => each.payment_intent === intentId);
  if (!owner) return html(404, messagePage("There is no such page"));
  const session = currentSession(standIn, owner.id);
  const intent = standIn.store.intents.get(intentId) as Stripe.PaymentIntent;
  if (method !== "POST") return html(200, voucherPage(intent, session));
  const events = voucherOf(intent) ? standIn.checkout.resolveDelayed(session, true) : [];
  standIn.store.save();
  await standIn.webhooks.send(events);
  return seeOther(`/vouchers/${intentId}`);
}

function seeOther(location: string): PageAnswer {
  return { status: 303, headers: { location }, body: "" };
}

function pdf(body: string): PageAnswer {
  return { status: 200, headers: { "content-type": "application/pdf", "cache-control": "no-store" }, body };
}

function html(status: number, body: string): PageAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }, body };
}
