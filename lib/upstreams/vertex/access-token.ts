import "server-only";
import type { VertexCredentials } from "@/lib/upstreams/account";
import { defaultToken, forgetDefaultToken } from "@/lib/upstreams/vertex/default-credentials";
import { type AccessToken, serviceAccountToken } from "@/lib/upstreams/vertex/service-account";

// A token that expires while a request is on its way is refused.
const EARLY_MS = 60_000;

/** The account's token. One request fetches it for all waiting calls, and it is kept until a minute before its end. */
export class AccessTokens {
  #token: string | null = null;
  #endsMs = 0;
  #pending: Promise<string> | null = null;

  constructor(
    private readonly credentials: VertexCredentials,
    private readonly nowMs: () => number = Date.now,
  ) {}

  current(): string | Promise<string> {
    const cached = this.cached();
    if (cached !== null) return cached;
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** The token of `current` without a request; null where it would need one. */
  cached(): string | null {
    return this.#token !== null && this.nowMs() < this.#endsMs ? this.#token : null;
  }

  /** After a 401: the next call fetches another token, unless another call already has one. */
  forget(refused: string): void {
    if (this.#token !== refused) return;
    this.#token = null;
    if (this.credentials.kind === "adc") forgetDefaultToken();
  }

  async #renew(): Promise<string> {
    const sentMs = this.nowMs();
    const { token, expiresInSeconds } = await this.#fetch(sentMs);
    this.#token = token;
    this.#endsMs = sentMs + expiresInSeconds * 1_000 - EARLY_MS;
    return token;
  }

  #fetch(nowMs: number): Promise<AccessToken> {
    return this.credentials.kind === "adc" ? defaultToken() : serviceAccountToken(this.credentials, nowMs);
  }
}
