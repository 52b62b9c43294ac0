import { ApiFaultQueue } from "./api-faults";
import { Checkout } from "./checkout/checkout";
import { NextRefunds } from "./refunds/next-refunds";
import { Store } from "./store";
import { type WebhookSettings, Webhooks } from "./webhooks";

export type Received = { method: string; path: string; idempotencyKey: string | null; body: string; at: string };

const MOST_CALLS = 5000;

/** The state of one running stand-in. */
export class StripeStandIn {
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly checkout: Checkout;
  readonly faults = new ApiFaultQueue();
  readonly keysInUse = new Set<string>();
  readonly calls: Received[] = [];
  readonly nextRefunds = new NextRefunds();
  #baseUrl = "";

  constructor(options: { file: string | null; webhooks: Partial<WebhookSettings> }) {
    this.store = new Store(options.file);
    this.webhooks = new Webhooks(this.store, options.webhooks);
    this.checkout = new Checkout(this.store, this.webhooks, () => this.baseUrl);
  }

  remember(call: Received): void {
    this.calls.push(call);
    if (this.calls.length > MOST_CALLS) this.calls.splice(0, MOST_CALLS / 2);
  }

  get baseUrl(): string {
    return this.#baseUrl;
  }

  /** After a restart on another port, open payment pages move to it. */
  set baseUrl(url: string) {
    this.#baseUrl = url;
    for (const session of this.store.sessions.values()) if (session.status === "open") session.url = `${url}/pay/${session.id}`;
  }
}
