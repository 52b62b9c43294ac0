import type Stripe from "stripe";
import { moneyText } from "./money/currencies";

const STYLE = `*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;color:#1c1917;background:#f5f5f4}
main{max-width:26rem;margin:8vh auto;background:#fff;border:1px solid #e7e5e4;border-radius:12px;padding:2rem}
.note{background:#fef3c7;color:#713f12;border-radius:8px;padding:.5rem .75rem;margin:0 0 1.5rem;font-size:.9rem}
h1{font-size:1rem;font-weight:500;margin:0;color:#57534e}.amount{font-size:2.25rem;font-weight:650;margin:.25rem 0 1.5rem}
fieldset{border:1px solid #e7e5e4;border-radius:8px;margin:0 0 1rem;padding:.5rem 1rem}label{display:block;padding:.35rem 0}
button{width:100%;font:inherit;font-weight:600;border-radius:8px;padding:.7rem;border:1px solid #4338ca;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid #a5b4fc;outline-offset:2px}
.pay{background:#4338ca;color:#fff}.decline{background:#fff;color:#4338ca;margin-top:.5rem}
.declined{background:#fee2e2;color:#7f1d1d;border-radius:8px;padding:.5rem .75rem}p.back{margin:1.25rem 0 0;text-align:center}a{color:#4338ca}`;

const METHODS: Record<string, string> = { card: "Card", alipay: "Alipay 支付宝", wechat_pay: "WeChat Pay 微信支付" };

/** The hosted page in each state of its session. */
export function payPage(session: Stripe.Checkout.Session, items: Stripe.LineItem[], isDeclined: boolean): string {
  if (session.status === "complete")
    return page(`<h1>This payment is complete</h1><p class="amount">${amount(session)}</p>${link(successUrl(session), "Continue")}`);
  if (session.status === "expired") return page(`<h1>This payment page has expired</h1>${link(session.cancel_url, "Go back")}`);
  const declined = isDeclined ? '<p class="declined" role="alert">Your card was declined. Try again or choose another method.</p>' : "";
  return page(
    `<h1>${escaped(items.map((item) => item.description ?? "").join(", "))}</h1><p class="amount">${amount(session)}</p>${declined}` +
      `<form method="post"><fieldset><legend>Pay with</legend>${session.payment_method_types.map(radio).join("")}</fieldset>` +
      `<button class="pay" name="action" value="pay">Pay</button><button class="decline" name="action" value="decline">Decline</button></form>` +
      link(session.cancel_url, "Go back"),
  );
}

export function receiptPage(charge: Stripe.Charge): string {
  const sum = moneyText(charge.amount, charge.currency);
  return page(
    `<h1>Receipt</h1><p class="amount">${sum}</p><p>Paid on ${new Date(charge.created * 1000).toISOString().slice(0, 10)} with ${escaped(METHODS[charge.payment_method_details?.type ?? ""] ?? "another method")}.</p><p>Number ${escaped(charge.id)}</p>`,
  );
}

export function messagePage(text: string): string {
  return page(`<h1>${escaped(text)}</h1>`);
}

export function successUrl(session: Stripe.Checkout.Session): string | null {
  return session.success_url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

function radio(method: string, index: number): string {
  return `<label><input type="radio" name="method" value="${escaped(method)}"${index === 0 ? " checked" : ""}> ${escaped(METHODS[method] ?? method)}</label>`;
}

function link(url: string | null, text: string): string {
  return url ? `<p class="back"><a href="${escaped(url)}">${text}</a></p>` : "";
}

function amount(session: Stripe.Checkout.Session): string {
  return moneyText(session.amount_total ?? 0, session.currency ?? "usd");
}

function page(body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>Stripe stand-in</title><style>${STYLE}</style></head><body><main><p class="note">Stripe stand-in — no money moves</p>${body}</main></body></html>`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
