import { createSign } from "node:crypto";
import { AddressRefused, isGoogleAddress } from "@/lib/platform/addresses/typed-address";
import type { VertexCredentials } from "@/lib/upstreams/account";
import { CredentialsRefused } from "@/lib/upstreams/cloud-upstream";
import { isObject, parseJson } from "@/lib/wire/json";

export type AccessToken = { token: string; expiresInSeconds: number };
type ServiceAccount = Extract<VertexCredentials, { kind: "service-account" }>;

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const TOKEN_URL = "https://oauth2.googleapis.com/token";
const LIFETIME_SECONDS = 3_600;
const TIMEOUT_MS = 15_000;

/**
 * Exchanges a signed assertion for an access token (Google, OAuth 2.0 for server to server, RFC 7523). Google's library does the same, but
 * only at one fixed address, and it takes 190 ms to load. Rejects with CredentialsRefused when Google refuses.
 */
export async function serviceAccountToken(account: ServiceAccount, nowMs: number): Promise<AccessToken> {
  const url = account.tokenUrl ?? TOKEN_URL;
  // Checked again: the account may have been stored under other rules.
  if (!isGoogleAddress(url)) throw new AddressRefused(url);
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: assertion(account, url, Math.floor(nowMs / 1_000)),
  });
  const response = await fetch(url, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  return tokenIn(response.status, await response.text());
}

function tokenIn(status: number, text: string): AccessToken {
  const answer = parseJson(text);
  if (status === 200 && isObject(answer) && typeof answer.access_token === "string") {
    return { token: answer.access_token, expiresInSeconds: typeof answer.expires_in === "number" ? answer.expires_in : LIFETIME_SECONDS };
  }
  const reason = isObject(answer) ? `${String(answer.error)}: ${String(answer.error_description)}` : "";
  if (isRefusalStatus(status)) throw new CredentialsRefused(`Google refuses the service account (${status}) ${reason}`);
  throw new Error(`Google's token endpoint gives no token (${status}) ${reason}`);
}

/** Whether Google refuses the credentials; everything else (429, 5xx, a redirect) says nothing about them and may pass. */
export function isRefusalStatus(status: number): boolean {
  return status === 400 || status === 401 || status === 403;
}

function assertion({ clientEmail, privateKey, privateKeyId }: ServiceAccount, audience: string, now: number): string {
  const header = { alg: "RS256", typ: "JWT", ...(privateKeyId ? { kid: privateKeyId } : {}) };
  const claims = { iss: clientEmail, scope: SCOPE, aud: audience, iat: now, exp: now + LIFETIME_SECONDS };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  try {
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  } catch (error) {
    throw new CredentialsRefused("The service account's private key cannot be used.", { cause: error });
  }
}
