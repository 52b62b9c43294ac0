import "server-only";
import type { VertexCredentials } from "@/lib/upstreams/account";
import { CredentialsRefused } from "@/lib/upstreams/cloud-upstream";
import { type AccessToken, serviceAccountToken } from "@/lib/upstreams/vertex/service-account";

// A token that ends while a request is on its way is refused.
const EARLY_MS = 60_000;

/** The account's token, asked for once for all calls that wait, and kept until a minute before its end. */
export class AccessTokens {
  #token: string | null = null;
  #endsMs = 0;
  #asking: Promise<string> | null = null;

  constructor(
    private readonly credentials: VertexCredentials,
    private readonly nowMs: () => number = Date.now,
  ) {}

  current(): string | Promise<string> {
    if (this.#token !== null && this.nowMs() < this.#endsMs) return this.#token;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** After a 401: the next call asks for another token. */
  forget(): void {
    this.#token = null;
  }

  async #ask(): Promise<string> {
    const askedMs = this.nowMs();
    const { token, expiresInSeconds } = await this.#fetch(askedMs);
    this.#token = token;
    this.#endsMs = askedMs + expiresInSeconds * 1_000 - EARLY_MS;
    return token;
  }

  #fetch(nowMs: number): Promise<AccessToken> {
    return this.credentials.kind === "adc" ? applicationDefaultToken() : serviceAccountToken(this.credentials, nowMs);
  }
}

// Google's own caches end five minutes before the token does.
const LIBRARY_KEEPS_SECONDS = 120;

/** Loaded with the first call that needs it: every process would pay its memory and its 190 ms. */
async function applicationDefaultToken(): Promise<AccessToken> {
  const { GoogleAuth } = await import("google-auth-library");
  defaultAuth ??= new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
  const token = await defaultAuth.getAccessToken().catch((error: Error) => {
    // What is kept of a failed search would fail for ever.
    defaultAuth = null;
    throw new CredentialsRefused(`Google's application default credentials cannot be used: ${error.message}`, { cause: error });
  });
  if (!token) throw new CredentialsRefused("Google's application default credentials gave no token.");
  return { token, expiresInSeconds: LIBRARY_KEEPS_SECONDS };
}

let defaultAuth: { getAccessToken(): Promise<string | null | undefined> } | null = null;
