import { env } from "@/lib/platform/env";

/** Where the policy's nonce is handed on to the page, for the one inline script that is not Next's. */
export const NONCE_HEADER = "x-nonce";

/** What every page is sent with. Scripts run only where they carry the nonce; styles may stand inline, as charts set them. */
export function pageHeaders(nonce: string): Record<string, string> {
  const isPublic = env.RELAIS_PUBLIC_URL.startsWith("https://");
  return {
    "content-security-policy": policy(nonce),
    "x-content-type-options": "nosniff",
    // Some addresses carry a token, which no other site may see. Not "no-referrer": forms would come with `Origin: null`.
    "referrer-policy": "same-origin",
    ...(isPublic && { "strict-transport-security": "max-age=31536000" }),
  };
}

function policy(nonce: string): string {
  // React's own tools for development evaluate text, and reload by a socket.
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

/** Where the form of a top-up leads, also before the page's scripts run. */
function paymentPage(): string {
  return env.STRIPE_BASE_URL ? new URL(env.STRIPE_BASE_URL).origin : "https://checkout.stripe.com";
}
