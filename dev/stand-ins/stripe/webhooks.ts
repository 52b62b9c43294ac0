import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type Stripe from "stripe";
import { newId, type Store } from "./store";

export const API_VERSION = "2026-10-28.endive";

export const DELIVERY_MODES = [
  "before-redirect",
  "delay",
  "twice",
  "five-at-once",
  "reversed",
  "hold",
  "drop",
  "bad-signature",
  "old-timestamp",
  "other-amount",
  "other-currency",
  "wrong-livemode",
] as const;
export type DeliveryMode = (typeof DELIVERY_MODES)[number];

export type WebhookSettings = {
  url: string | null;
  /** Every secret signs, as during a rotation. */
  secrets: string[];
  mode: DeliveryMode;
  /** Pause before delivery in the mode `delay`. */
  ms: number;
  tries: number;
  retryMs: number;
};

type Delivery = { eventId: string; type: string; attempt: number; status: number | null; error: string | null; at: string };

const LONGEST_ANSWER_MS = 10_000;
const OLD_SECONDS = 3600;
const MOST_DELIVERIES = 2000;

/** Signs and delivers events as Stripe does: at least once, with retries, and badly on request. */
export class Webhooks {
  readonly settings: WebhookSettings;
  readonly deliveries: Delivery[] = [];
  readonly #store: Store;
  readonly #end = new AbortController();
  #held: Stripe.Event[] = [];

  constructor(store: Store, settings: Partial<WebhookSettings>) {
    this.#store = store;
    this.settings = { url: null, secrets: [], mode: "before-redirect", ms: 0, tries: 3, retryMs: 1000, ...settings };
  }

  /** The event with the object in its current state. */
  record(type: Stripe.Event.Type, object: unknown): Stripe.Event {
    const event = {
      id: newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: this.#store.nowSeconds(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: newId("req"), idempotency_key: null },
      type,
    } as Stripe.Event;
    this.#store.events.set(event.id, event);
    return event;
  }

  /** Resolves once the first attempts are done, where the mode makes the shopper wait for them. */
  async send(events: Stripe.Event[]): Promise<void> {
    const { mode, ms } = this.settings;
    if (mode === "drop") return;
    if (mode === "hold") {
      this.#held.push(...events);
      return;
    }
    if (mode === "delay") {
      void sleep(ms, undefined, { signal: this.#end.signal }).then(
        () => this.#deliverAll(events, mode),
        () => undefined,
      );
      return;
    }
    await this.#deliverAll(mode === "reversed" ? events.toReversed() : events, mode);
  }

  /** Delivers held events, or delivers earlier ones again. */
  async flush(events: Stripe.Event[] | null, mode: DeliveryMode): Promise<number> {
    const due = events ?? this.#held.splice(0);
    await this.#deliverAll(mode === "reversed" ? due.toReversed() : due, mode);
    return due.length;
  }

  stop(): void {
    this.#end.abort();
  }

  async #deliverAll(events: Stripe.Event[], mode: DeliveryMode): Promise<void> {
    for (const event of events) {
      const copies = mode === "five-at-once" ? 5 : 1;
      await Promise.all(Array.from({ length: copies }, () => this.#attempt(event, mode, 1)));
      if (mode === "twice") await this.#attempt(event, mode, 1);
    }
  }

  async #attempt(event: Stripe.Event, mode: DeliveryMode, attempt: number): Promise<void> {
    const { url, tries, retryMs } = this.settings;
    if (!url) return;
    const { status, error } = await this.#post(url, event, mode);
    this.deliveries.push({ eventId: event.id, type: event.type, attempt, status, error, at: new Date().toISOString() });
    this.deliveries.splice(0, Math.max(0, this.deliveries.length - MOST_DELIVERIES));
    if (status !== null && status >= 200 && status < 300) {
      event.pending_webhooks = 0;
      this.#store.save();
    } else if (attempt < tries) {
      const again = sleep(retryMs * 4 ** (attempt - 1), undefined, { signal: this.#end.signal, ref: false });
      void again.then(() => this.#attempt(event, mode, attempt + 1)).catch(() => undefined);
    }
  }

  async #post(url: string, event: Stripe.Event, mode: DeliveryMode): Promise<{ status: number | null; error: string | null }> {
    const body = JSON.stringify(changed(event, mode), null, 2);
    const time = this.#store.nowSeconds() - (mode === "old-timestamp" ? OLD_SECONDS : 0);
    const secrets = mode === "bad-signature" ? ["whsec_of_somebody_else"] : this.settings.secrets;
    const signatures = secrets.map((secret) => `v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": [`t=${time}`, ...signatures].join(",") },
        body,
        signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]),
      });
      await response.arrayBuffer();
      return { status: response.status, error: null };
    } catch (error) {
      return { status: null, error: error instanceof Error ? error.message : String(error) };
    }
  }
}

function changed(event: Stripe.Event, mode: DeliveryMode): Stripe.Event {
  const copy = structuredClone(event);
  const object = copy.data.object as unknown as Record<string, unknown>;
  if (mode === "wrong-livemode") copy.livemode = true;
  if (mode === "other-currency" && "currency" in object) object.currency = "jpy";
  if (mode === "other-amount")
    for (const name of ["amount", "amount_received", "amount_subtotal", "amount_total"])
      if (typeof object[name] === "number") object[name] = (object[name] as number) * 10;
  return copy;
}
