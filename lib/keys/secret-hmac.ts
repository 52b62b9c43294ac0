import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/platform/env";

/**
 * The HMAC-SHA-256 of a secret that Postgres stores, with the pepper from the environment. A fast hash is enough, since nobody
 * can guess 190 random bits. The pepper makes a stolen table useless for testing secrets found elsewhere.
 */
export function hmacOfSecret(secret: string): { hmac: Buffer; pepperVersion: number } {
  return { hmac: hmacWith(env.KEY_PEPPER, secret), pepperVersion: env.KEY_PEPPER_VERSION };
}

/** Every HMAC under which a valid key may be stored: the previous pepper counts while an operator changes it. */
export function acceptedHmacs(secret: string): Buffer[] {
  return [env.KEY_PEPPER, env.KEY_PEPPER_PREVIOUS].flatMap((pepper) => (pepper ? [hmacWith(pepper, secret)] : []));
}

function hmacWith(pepper: string, secret: string): Buffer {
  return createHmac("sha256", pepper).update(secret).digest();
}
