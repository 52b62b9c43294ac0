import type Stripe from "stripe";
import { API_FAULTS, type ApiFault } from "../api-faults";
import { savedMethodEvents } from "../customers/saved-methods";
import { openDispute } from "../disputes/open-dispute";
import { noSuch, refused } from "../errors";
import { resolveIntent } from "../payments/intents";
import { currentSession } from "../routes/routes";
import type { StripeStandIn } from "../stand-in";
import { DELIVERY_MODES, type DeliveryMode, type WebhookSettings } from "../webhooks";
import { isMoneyBack, moneyBackEvents, orderNextRefund } from "./money-back";

type Body = Record<string, unknown>;

/** The endpoints by which a test controls the stand-in. Undefined for any other name. */
export async function control(standIn: StripeStandIn, method: string, path: string, body: Body): Promise<unknown> {
  const [name = "", id = "", verb = ""] = path.slice("/_stand-in/".length).split("/");
  if (name === "webhooks") return controlWebhooks(standIn, method, id, body);
  if (name === "sessions" && method === "POST")
    return act(standIn, sessionEvents(standIn, id, verb, body), () => standIn.store.sessions.get(id));
  if (method === "POST" && name === "refunds" && id === "next") return orderNextRefund(standIn, body);
  if (method === "POST" && isMoneyBack(name))
    return act(standIn, moneyBackEvents(standIn, { name, id, verb, body }), () => standIn.store.find(id));
  if (method === "POST" && name === "payment_methods")
    return act(standIn, savedMethodEvents(standIn, id, verb, body), () => standIn.store.paymentMethods.get(id));
  if (method === "POST" && name === "intents") return act(standIn, intentEvents(standIn, id, verb), () => standIn.store.intents.get(id));
  switch (`${method} ${name}`) {
    case "GET faults":
      return { names: API_FAULTS, waiting: standIn.faults.list() };
    case "POST faults":
      return queueFault(standIn, body as Partial<ApiFault>);
    case "DELETE faults":
      standIn.faults.clear();
      return { cleared: true };
    case "GET calls":
      return { calls: standIn.calls };
    case "DELETE calls":
      standIn.calls.length = 0;
      return { cleared: true };
    case "DELETE idempotency":
      standIn.store.answers.clear();
      return { cleared: true };
    case "POST clock":
      standIn.store.advanceClock(body.advanceMs as number);
      return { nowSeconds: standIn.store.nowSeconds() };
    case "POST methods":
      return standIn.store.account.change({ enabledMethods: body.enabled as string[] });
    case "GET account":
    case "POST account":
      return standIn.store.account.change(body);
    case "POST events":
      return act(standIn, [standIn.webhooks.record(body.type as Stripe.Event.Type, body.object)], () => body.object);
    default:
      return undefined;
  }
}

async function controlWebhooks(standIn: StripeStandIn, method: string, verb: string, body: Body): Promise<unknown> {
  const { webhooks, store } = standIn;
  const mode = body.mode as DeliveryMode | undefined;
  if (mode !== undefined && !DELIVERY_MODES.includes(mode))
    throw refused(`there is no mode ${mode}; there are ${DELIVERY_MODES.join(", ")}`);
  if (method === "GET") return { settings: webhooks.settings, modes: DELIVERY_MODES, deliveries: webhooks.deliveries };
  if (verb === "") return Object.assign(webhooks.settings, body as Partial<WebhookSettings>);
  const ids = body.events as string[] | undefined;
  const chosen = ids?.map((id) => store.events.get(id)).filter((each): each is Stripe.Event => each !== undefined) ?? null;
  if (verb === "flush") return { delivered: await webhooks.flush(chosen, mode ?? "before-redirect") };
  return undefined;
}

async function act(standIn: StripeStandIn, events: Stripe.Event[], object: () => unknown): Promise<unknown> {
  standIn.store.save();
  await standIn.webhooks.send(events);
  return { object: object(), events: events.map((event) => ({ id: event.id, type: event.type })) };
}

function sessionEvents(standIn: StripeStandIn, id: string, verb: string, body: Body): Stripe.Event[] {
  if (!standIn.store.sessions.has(id)) throw noSuch("checkout.session", id);
  const session = currentSession(standIn, id);
  if (verb === "pay") return standIn.checkout.pay(session, body);
  if (verb === "decline") return standIn.checkout.decline(session, typeof body.method === "string" ? body.method : undefined);
  if (verb === "expire") return standIn.checkout.expire(session);
  if (verb === "succeed") return standIn.checkout.resolveDelayed(session, true);
  if (verb === "fail") return standIn.checkout.resolveDelayed(session, false);
  if (verb === "return") return returnDebit(standIn, session, body);
  throw refused(`a session can pay, decline, expire, succeed, fail or return, not ${verb}`);
}

/** A debit of a saved account ends, which no session belongs to. */
function intentEvents(standIn: StripeStandIn, id: string, verb: string): Stripe.Event[] {
  const intent = standIn.store.intents.get(id);
  if (!intent) throw noSuch("payment_intent", id);
  if (verb !== "succeed" && verb !== "fail") throw refused(`an intent can succeed or fail, not ${verb}`);
  return resolveIntent(standIn, intent, verb === "succeed");
}

/** A debit that had succeeded comes back, which Stripe reports as a dispute that is lost at once. */
function returnDebit(standIn: StripeStandIn, session: Stripe.Checkout.Session, { reason = "insufficient_funds" }: Body): Stripe.Event[] {
  const intent = standIn.store.intents.get(String(session.payment_intent));
  const charge = standIn.store.charges.get(String(intent?.latest_charge));
  if (charge?.payment_method_details?.type !== "sepa_debit" || !charge.paid) throw refused("only a debit that was paid can come back");
  return openDispute(standIn, charge, { reason: String(reason) });
}

function queueFault(standIn: StripeStandIn, order: Partial<ApiFault>): unknown {
  const { name } = order;
  if (name === undefined || !API_FAULTS.includes(name)) throw refused(`there is no fault ${name}; there are ${API_FAULTS.join(", ")}`);
  standIn.faults.add({ ...order, name });
  return { added: name };
}
