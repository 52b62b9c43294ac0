import type { Failure, FailureKind } from "@/lib/upstreams/pool/cooldown";
import { UpstreamSilent } from "@/lib/upstreams/silence-watch";
import type { UpstreamRefusal } from "@/lib/wire/upstream-fault";

/** The account's failure in an error answer; null if the error concerns the request alone. */
export function failureOfAnswer(status: number, refusal: UpstreamRefusal): Failure | null {
  if (refusal.fault === "caller") return null;
  const { upstreamMessage: message, retryAfterSeconds } = refusal;
  const kind = kindOf(status, refusal);
  return { kind, label: String(status), message, retryAfterSeconds, isModelBound: isModelBound(kind, status) };
}

/** The account's failure if no answer came. */
export function failureOfConnection(error: Error): Failure {
  const kind: FailureKind = error instanceof UpstreamSilent ? "timeout" : "connection";
  return { kind, label: kind, message: error.message, retryAfterSeconds: null, isModelBound: false };
}

/** The account's failure if an answer cannot be read or broke off. */
export function failureOfBytes(label: "garbled" | "cut", message = `The answer was ${label}.`): Failure {
  return { kind: "failure", label, message, retryAfterSeconds: null, isModelBound: false };
}

/** The account's failure if its stream broke off; `cause` is null if its bytes ended without an error. */
export function failureOfBreak(cause: Error | null): Failure {
  return cause instanceof UpstreamSilent ? failureOfConnection(cause) : failureOfBytes("cut", cause?.message);
}

/** Why we gave up an answer ourselves; it says nothing about the account. */
export class GivenUp extends Error {}

function kindOf(status: number, { fault, upstreamMessage }: UpstreamRefusal): FailureKind {
  // This is a gateway's page and not the API's own text. The content of a prompt may have caused it.
  if (status === 403 && upstreamMessage === "") return "failure";
  if (status === 401 || status === 403) return "credentials";
  if (fault === "operator") return "quota";
  if (status === 429) return "limit";
  if (status === 503 || status === 529) return "overload";
  return status === 408 || status === 504 ? "timeout" : "failure";
}

/** Limits and overload apply to one model; a 403 may mean that the account was never given this one. */
function isModelBound(kind: FailureKind, status: number): boolean {
  return kind === "limit" || kind === "overload" || status === 403;
}
