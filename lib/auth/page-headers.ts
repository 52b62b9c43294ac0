import { env } from "@/lib/platform/env";

/** Passes the policy's nonce to the page, for the one inline script that is not Next's. */
export const NONCE_HEADER = "x-nonce";

/** The headers of every page. Scripts need the nonce to run; inline styles are allowed, since charts set them. */
export function pageHeaders(nonce: string): Record<string, string> {
  const isPublic = env.RELAIS_PUBLIC_URL.startsWith("https://");
  return {
    "content-security-policy": policy(nonce),
    "x-content-type-options": "nosniff",
    // Some addresses have a token, which no other site may see. "no-referrer" would make forms send `Origin: null`.
    "referrer-policy": "same-origin",
    ...(isPublic && { "strict-transport-security": "max-age=31536000" }),
  };
}

function policy(nonce: string): string {
  // React's development tools use eval, and reload through a socket.
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self' ${paymentPage()}`,
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The origin of the payment page. The top-up form leads there even before the page's scripts run. */
function paymentPage(): string {
  return env.STRIPE_BASE_URL ? new URL(env.STRIPE_BASE_URL).origin : "https://checkout.stripe.com";
}
