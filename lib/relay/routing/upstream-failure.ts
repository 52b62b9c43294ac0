import type { Failure, FailureKind } from "@/lib/upstreams/pool/cooldown";
import { UpstreamSilent } from "@/lib/upstreams/silence";
import type { UpstreamRefusal } from "@/lib/wire/upstream-fault";

/** What an error answer says of the account; null where it says something of the request alone. */
export function failureOfAnswer(status: number, refusal: UpstreamRefusal): Failure | null {
  if (refusal.fault === "caller") return null;
  const { upstreamMessage: message, retryAfterSeconds } = refusal;
  const kind = kindOf(status, refusal);
  return { kind, label: String(status), message, retryAfterSeconds, isModelBound: isModelBound(kind, status) };
}

/** What it says of the account that no answer came. */
export function failureOfConnection(error: Error): Failure {
  const kind: FailureKind = error instanceof UpstreamSilent ? "timeout" : "connection";
  return { kind, label: kind, message: error.message, retryAfterSeconds: null, isModelBound: false };
}

/** An answer that cannot be read, or that broke off. */
export function failureOfBytes(label: "garbled" | "cut", message = `The answer was ${label}.`): Failure {
  return { kind: "failure", label, message, retryAfterSeconds: null, isModelBound: false };
}

/** What it says of the account that its stream broke off; `cause` is null where its bytes just ended. */
export function failureOfBreak(cause: Error | null): Failure {
  return cause instanceof UpstreamSilent ? failureOfConnection(cause) : failureOfBytes("cut", cause?.message);
}

/** Why we gave an answer up of our own accord, which says nothing of the account. */
export class GivenUp extends Error {}

function kindOf(status: number, { fault, upstreamMessage }: UpstreamRefusal): FailureKind {
  // Not the API's own words but a gateway's page, which may be about what a prompt says.
  if (status === 403 && upstreamMessage === "") return "failure";
  if (status === 401 || status === 403) return "credentials";
  if (fault === "operator") return "quota";
  if (status === 429) return "limit";
  if (status === 503 || status === 529) return "overload";
  return status === 408 || status === 504 ? "timeout" : "failure";
}

/** Limits and overload are by model; a 403 may mean that the account was never given this one. */
function isModelBound(kind: FailureKind, status: number): boolean {
  return kind === "limit" || kind === "overload" || status === 403;
}
