import { createVerify, generateKeyPairSync } from "node:crypto";

const EMAIL = "relais@stand-in.iam.gserviceaccount.com";
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const LIFETIME_SECONDS = 3_599;

type Refusal = { error: string; error_description: string };
export type TokenAnswer = { access_token: string; expires_in: number; token_type: "Bearer" };

/** Google's identity service: one service account, and its tokens. */
export class GoogleIdentity {
  #keys: { publicKey: string; privateKey: string } | null = null;
  readonly #endsMs = new Map<string, number>();

  /** The file that Google's console offers to its owner. */
  serviceAccount() {
    return {
      type: "service_account",
      project_id: "stand-in",
      client_email: EMAIL,
      private_key_id: "key-1",
      private_key: this.#pair().privateKey,
    };
  }

  issue(nowMs: number): TokenAnswer {
    const token = `ya29.stand-in-${this.#endsMs.size + 1}`;
    this.#endsMs.set(token, nowMs + LIFETIME_SECONDS * 1_000);
    return { access_token: token, expires_in: LIFETIME_SECONDS, token_type: "Bearer" };
  }

  knows(token: string, nowMs: number): boolean {
    return (this.#endsMs.get(token) ?? 0) > nowMs;
  }

  /** Simulates an administrator who withdraws them. */
  withdrawTokens(): void {
    for (const token of this.#endsMs.keys()) this.#endsMs.set(token, 0);
  }

  /** Exchanges a signed assertion for a token, according to RFC 7523. */
  exchange(form: URLSearchParams, audience: string, nowMs: number): TokenAnswer | Refusal {
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer")
      return { error: "unsupported_grant_type", error_description: "Invalid grant_type" };
    const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const isSigned = createVerify("RSA-SHA256").update(`${header}.${claims}`).verify(this.#pair().publicKey, signature, "base64url");
    if (parsed(header).alg !== "RS256" || !isSigned) return grantRefused("Invalid JWT Signature.");
    const { iss, scope, aud, iat, exp } = parsed(claims);
    if (iss !== EMAIL) return grantRefused("Invalid grant: account not found");
    if (aud !== audience) return grantRefused(`Failed audience check. The right audience is ${audience}`);
    if (scope !== SCOPE) return { error: "invalid_scope", error_description: "Empty or missing scope not allowed." };
    const nowSeconds = nowMs / 1_000;
    const isTimely = typeof iat === "number" && typeof exp === "number" && iat <= nowSeconds + 5 && exp > nowSeconds && exp - iat <= 3_600;
    return isTimely ? this.issue(nowMs) : grantRefused("Invalid JWT: Token must be a short-lived token (60 minutes).");
  }

  #pair(): { publicKey: string; privateKey: string } {
    this.#keys ??= generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    return this.#keys;
  }
}

function grantRefused(description: string): Refusal {
  return { error: "invalid_grant", error_description: description };
}

function parsed(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return {}; // Refused because a part is missing.
  }
}
