import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/platform/env";

/**
 * What Postgres keeps of a secret: HMAC-SHA-256 with the pepper from the environment. A fast hash is right here, since
 * nobody can guess 190 random bits; the pepper makes a stolen table useless for testing secrets found elsewhere.
 */
export function hmacOfSecret(secret: string): { hmac: Buffer; pepperVersion: number } {
  return { hmac: hmacWith(env.KEY_PEPPER, secret), pepperVersion: env.KEY_PEPPER_VERSION };
}

/** Every HMAC that a valid key may be stored under: the previous pepper counts while an operator changes it. */
export function acceptedHmacs(secret: string): Buffer[] {
  return [env.KEY_PEPPER, env.KEY_PEPPER_PREVIOUS].flatMap((pepper) => (pepper ? [hmacWith(pepper, secret)] : []));
}

function hmacWith(pepper: string, secret: string): Buffer {
  return createHmac("sha256", pepper).update(secret).digest();
}
