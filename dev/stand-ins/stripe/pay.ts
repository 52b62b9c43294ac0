import { parseForm, textAt } from "./form";
import { messagePage, payPage, receiptPage, successUrl } from "./pay-page";
import { currentSession } from "./routes";
import type { StripeStandIn } from "./stand-in";

export type PageAnswer = { status: number; headers: Record<string, string>; body: string };

/** The pages for a shopper: payment, and receipt. */
export async function answerPage(standIn: StripeStandIn, method: string, url: URL, body: string): Promise<PageAnswer> {
  const [, kind, id = ""] = url.pathname.split("/");
  const charge = standIn.store.charges.get(id);
  if (kind === "receipts" && charge) return html(200, receiptPage(charge));
  if (kind !== "pay" || !standIn.store.sessions.has(id)) return html(404, messagePage("There is no such page"));
  const session = currentSession(standIn, id);
  if (method !== "POST") return html(200, payPage(session, standIn.store.lineItems.get(id) ?? [], url.searchParams.has("declined")));

  const form = parseForm(body);
  const payMethod = textAt(form, "method") ?? "card";
  const isDecline = textAt(form, "action") === "decline";
  const events = isDecline ? standIn.checkout.decline(session, payMethod) : standIn.checkout.pay(session, { method: payMethod });
  standIn.store.save();
  await standIn.webhooks.send(events);
  const isPaid = !isDecline && session.status === "complete";
  const target = isPaid ? successUrl(session) : isDecline ? `/pay/${id}?declined` : null;
  return { status: 303, headers: { location: target ?? `/pay/${id}` }, body: "" };
}

function html(status: number, body: string): PageAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }, body };
}
