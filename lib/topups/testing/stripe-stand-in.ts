// Imported for its effect, before anything that reads the environment: starts the Stripe stand-in and points the product at it.
import "@/lib/topups/testing/stripe-environment";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import Stripe from "stripe";
import { afterAll } from "vitest";

const child = spawn(process.execPath, ["--import", "tsx", "dev/stand-ins/stripe.ts", "--port", "0"], {
  env: { ...process.env, RELAIS_SANDBOX: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
afterAll(() => void child.kill());
// Also runs if the importing file cannot be loaded.
process.once("exit", () => child.kill());

const standInUrl = await new Promise<string>((resolve, reject) => {
  createInterface({ input: child.stdout }).on("line", (line) => {
    const match = /listening on (http:\S+)/.exec(line);
    if (match?.[1]) resolve(match[1]);
  });
  child.once("exit", () => reject(new Error("the Stripe stand-in did not start")));
});
process.env.STRIPE_BASE_URL = standInUrl;

/** The tests' own client, beside the product's. */
export const ownStripe = new Stripe("sk_test_of_the_tests", {
  host: "127.0.0.1",
  port: new URL(standInUrl).port,
  protocol: "http",
  maxNetworkRetries: 0,
});

/** Presses a button on the payment page. */
export async function press(button: "pay" | "decline", pageUrl: string): Promise<void> {
  await fetch(pageUrl, { method: "POST", body: new URLSearchParams({ action: button, method: "card" }), redirect: "manual" });
}

/** Pays in a way that takes days: the session is complete but unpaid until the payment succeeds or fails. */
export async function payLater(verb: "pay" | "succeed" | "fail", sessionId: string): Promise<void> {
  await control("POST", `sessions/${sessionId}/${verb}`, { isDelayed: true });
}

/** The events about a card that was refused for an order. */
export async function declinesOf(topUpId: string): Promise<Stripe.Event[]> {
  const events = await ownStripe.events.list({ type: "payment_intent.payment_failed", limit: 100 });
  return events.data.filter((event) => event.type === "payment_intent.payment_failed" && event.data.object.metadata.topup_id === topUpId);
}

/** The events of a session as Stripe delivers them, oldest first. */
export async function eventsOf(sessionId: string): Promise<Stripe.Event[]> {
  const all = await ownStripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  return all.filter((event) => "id" in event.data.object && event.data.object.id === sessionId).reverse();
}

/** Runs `work` while no call reaches Stripe. */
export async function whileStripeIsAway<T>(work: () => Promise<T>): Promise<T> {
  await control("POST", "faults", { name: "reset-before", times: 1_000 });
  return work().finally(() => control("DELETE", "faults"));
}

/** Stripe makes the next session but answers 500, now and whenever the same key is sent again. */
export async function failAfterNextSession(): Promise<void> {
  await control("POST", "faults", { name: "error-after", method: "POST", path: "/v1/checkout/sessions" });
}

/** Sets how events are delivered from now on. */
export async function deliverTo(settings: { url: string | null; secrets: string[]; mode: string }): Promise<void> {
  await control("POST", "webhooks", settings);
}

export async function control(method: "POST" | "DELETE", path: string, body?: object): Promise<void> {
  const response = await fetch(`${standInUrl}/_stand-in/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`the stand-in refused ${path}: ${await response.text()}`);
}
