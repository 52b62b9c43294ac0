import { setTimeout as sleep } from "node:timers/promises";
import billing from "../../messages/en/billing.json";
import type { Product } from "./people";
import type { Opened, Visitor } from "./visitor";

const CREDITED_MS = 60_000;

/** The outcome of a payment page: paid, declined and left, or paid with a sum other than the order's. */
export type Ending = "paid" | "declined" | "other-amount";

const PAID = billing.return.paidTitle.replace("{paid}", "").trim();

/** Orders a top-up in the portal and completes the payment page. Returns the id of the Checkout Session. */
export async function topUp({ stripeUrl }: Product, visitor: Visitor, dollars: number, ending: Ending): Promise<string> {
  const page = await visitor.send(await visitor.open("/billing"), { amount: String(dollars) });
  const session = /cs_test_\w+/.exec(page.address.href)?.[0];
  if (!session) throw new Error(`The top-up of $${dollars} led to ${page.address}`);
  if (ending === "other-amount") await control(stripeUrl, `sessions/${session}/pay`, { amountTotal: 100 });
  else await followed(visitor, await visitor.send(page, { action: ending === "paid" ? "pay" : "decline" }), ending);
  return session;
}

/** The webhook and its job take a moment. After that, the page to which people return says so. */
async function followed(visitor: Visitor, back: Opened, ending: Ending): Promise<void> {
  const startedMs = performance.now();
  for (let { address, html } = back; ending === "paid" && !html.includes(PAID); { html } = await visitor.open(address.href)) {
    if (performance.now() - startedMs > CREDITED_MS) throw new Error(`${address} does not say that the money is there`);
    await sleep(200);
  }
}

/** The cardholder asks the bank to return a payment. */
export async function dispute(stripeUrl: string, session: string): Promise<void> {
  const read = async (path: string) => {
    const answer = await fetch(`${stripeUrl}/v1/${path}`, { headers: { authorization: "Bearer sk_test_stand_in" } });
    return (await answer.json()) as Record<string, string>;
  };
  const { payment_intent: intent } = await read(`checkout/sessions/${session}`);
  const { latest_charge: charge } = await read(`payment_intents/${intent}`);
  await control(stripeUrl, `charges/${charge}/dispute`, {});
}

async function control(standInUrl: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${standInUrl}/_stand-in/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}
