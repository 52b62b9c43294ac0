import "server-only";
import { HttpsProxyAgent } from "https-proxy-agent";
import Stripe from "stripe";
import { AppError } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";
import { proxyFor } from "@/lib/platform/proxies";

const TIMEOUT_MS = 10_000;
const STRIPE_URL = "https://api.stripe.com";
const shared = globalThis as { relaisStripe?: Stripe };

/** The client for Stripe. Throws `upstream_unavailable` when no key is configured. */
export function stripe(): Stripe {
  shared.relaisStripe ??= openStripe(env.STRIPE_SECRET_KEY, env.STRIPE_BASE_URL);
  return shared.relaisStripe;
}

/** A client for the key; `baseUrl` points it at the stand-in, which is refused beside a live key. */
export function openStripe(secretKey: string | undefined, baseUrl?: string): Stripe {
  if (!secretKey) throw new AppError("upstream_unavailable", "Payments are not set up on this installation.");
  if (baseUrl && isLiveKey(secretKey)) throw new Error("STRIPE_BASE_URL is set beside a live Stripe key: live payments go to Stripe alone");
  const target = baseUrl ? new URL(baseUrl) : null;
  const proxy = proxyFor(baseUrl ?? STRIPE_URL);
  return new Stripe(secretKey, {
    ...(proxy && { httpAgent: new HttpsProxyAgent(proxy) }),
    ...(target && {
      host: target.hostname,
      port: target.port || (target.protocol === "https:" ? "443" : "80"),
      protocol: target.protocol === "https:" ? "https" : "http",
    }),
    maxNetworkRetries: 2,
    timeout: TIMEOUT_MS,
    telemetry: false,
  });
}

/** False where the operator sells no balance: there is then nothing to reconcile. */
export function isStripeConfigured(): boolean {
  return env.STRIPE_SECRET_KEY !== undefined;
}

export function isLiveKey(secretKey: string): boolean {
  return /^(sk|rk)_live_/.test(secretKey);
}

/** Whether the failure lies with Stripe or the network, so that the same request may be sent again under the same key. */
export function isStripeAway(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeIdempotencyError
  );
}

/** Stripe answered with a failure of its own (5xx): it may have acted before it failed. */
export function isStripeFailure(error: unknown): error is Stripe.errors.StripeAPIError {
  return error instanceof Stripe.errors.StripeAPIError;
}

/** Stripe refuses the request itself: the object is gone, or in another state. */
export function isRefusedByStripe(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}
