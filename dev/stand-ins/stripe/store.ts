import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type Stripe from "stripe";
import { Account } from "./money/account";
import type { Outcome } from "./payments/outcomes";

/** The part of a Checkout Session that describes its later payment intent. */
export type IntentFields = {
  metadata: Stripe.Metadata;
  description: string | null;
  email: string | null;
  setupFutureUsage: Stripe.PaymentIntent.SetupFutureUsage | null;
};

export type SavedAnswer = { fingerprint: string; status: number; body: string; savedAt: number };

const KEY_LIFETIME_SECONDS = 24 * 3600;

/** Everything that Stripe would store. With a file, open sessions survive a restart. */
export class Store {
  readonly sessions = new Map<string, Stripe.Checkout.Session>();
  readonly lineItems = new Map<string, Stripe.LineItem[]>();
  readonly intentFields = new Map<string, IntentFields>();
  readonly intents = new Map<string, Stripe.PaymentIntent>();
  readonly charges = new Map<string, Stripe.Charge>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly disputes = new Map<string, Stripe.Dispute>();
  readonly warnings = new Map<string, Stripe.Radar.EarlyFraudWarning>();
  readonly balanceTransactions = new Map<string, Stripe.BalanceTransaction>();
  readonly paymentMethods = new Map<string, Stripe.PaymentMethod>();
  /** What becomes of a charge of a saved method; absent: it succeeds. */
  readonly outcomes = new Map<string, Outcome>();
  readonly invoices = new Map<string, Stripe.Invoice>();
  readonly customers = new Map<string, Stripe.Customer>();
  readonly events = new Map<string, Stripe.Event>();
  readonly answers = new Map<string, SavedAnswer>();
  readonly account = new Account();
  readonly #file: string | null;
  #clockOffsetMs = 0;

  constructor(file: string | null) {
    this.#file = file;
    if (file && existsSync(file)) this.#load(readFileSync(file, "utf8"));
  }

  nowSeconds(): number {
    return Math.floor((Date.now() + this.#clockOffsetMs) / 1000);
  }

  advanceClock(ms: number): void {
    this.#clockOffsetMs += ms;
  }

  /** The object with this id, of any kind. */
  find(id: string): unknown {
    const payments = [this.sessions, this.intents, this.charges, this.paymentMethods, this.customers];
    const tables = [...payments, this.refunds, this.disputes, this.balanceTransactions, this.invoices];
    return tables.map((table): unknown => table.get(id)).find((found) => found !== undefined);
  }

  /** The answer under an idempotency key, which expires after a day. */
  answerUnder(key: string): SavedAnswer | undefined {
    const saved = this.answers.get(key);
    if (!saved || saved.savedAt + KEY_LIFETIME_SECONDS > this.nowSeconds()) return saved;
    this.answers.delete(key);
    return undefined;
  }

  save(): void {
    if (!this.#file) return;
    const maps = Object.fromEntries(Object.entries(this).flatMap(([name, table]) => (table instanceof Map ? [[name, [...table]]] : [])));
    // Written to a second file and renamed: a kill in between leaves the last whole state.
    writeFileSync(`${this.#file}.new`, JSON.stringify({ ...maps, account: this.account }));
    renameSync(`${this.#file}.new`, this.#file);
  }

  #load(text: string): void {
    const { account, ...saved } = JSON.parse(text) as Record<string, [string, never][]>;
    Object.assign(this.account, account);
    for (const [name, table] of Object.entries(this))
      if (table instanceof Map) for (const [key, value] of saved[name] ?? []) table.set(key, value);
  }
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(18).toString("base64url").replace(/[-_]/g, "0")}`;
}
