import { AppError } from "@/lib/basics/errors";
import type { RateLimits } from "@/lib/basics/rate-limits";
import type { TokenClasses } from "@/lib/basics/tokens";
import type { Caller, CallerLimits } from "@/lib/keys/caller-cache";
import type { Admission, Admitted, Gate } from "@/lib/rates/admission";
import type { RateRefusal } from "@/lib/rates/rate";
import { assertServed } from "@/lib/relay/admission/may-serve";
import type { Call } from "@/lib/relay/call/call";
import { likelyPromptTokens } from "@/lib/relay/call/prompt-tokens";
import type { RelayServices } from "@/lib/relay/services/services";
import { rateLimitsOf } from "@/lib/tiers/tiers";
import { type RateStandings, rateHeaders } from "@/lib/wire/rate-headers";

/** A refusal that says in its headers what the limits are. */
export class RateLimited extends AppError {
  constructor(
    message: string,
    retryAfterSeconds: number,
    readonly rates: RateStandings,
  ) {
    super("rate_limited", message, { retryAfterSeconds });
  }
}

/**
 * Admits the call if Anthropic serves its workspace, and the rates of its workspace and its key allow it. Throws `workspace_restricted` or
 * RateLimited and then counts nothing.
 */
export function admit(services: Pick<RelayServices, "gate" | "profiles">, call: Call): Admission | Promise<Admission> {
  const nowMs = Date.now();
  const served = assertServed(services, call.caller, nowMs);
  return served ? served.then(() => admitByRates(services.gate, call, nowMs)) : admitByRates(services.gate, call, nowMs);
}

function admitByRates(gate: Gate, call: Call, nowMs: number): Admission | Promise<Admission> {
  const limits = rateLimitsOf(call.caller.workspaceId, nowMs);
  if (limits instanceof Promise) return limits.then((read) => enter(gate, call, read, nowMs));
  return enter(gate, call, limits, nowMs);
}

/** Refuses a caller whose rates are already used up, before the call is read. Rejects with RateLimited. */
export async function assertRatesLeft(gate: Gate, { workspaceId, keyId, limits }: Caller, nowMs: number): Promise<void> {
  const workspace = await rateLimitsOf(workspaceId, nowMs);
  const refused = gate.refusalNow({ workspaceId, keyId, workspace, key: keyRates(limits) }, nowMs);
  if (refused) throw rateLimitError(refused);
}

function keyRates(limits: CallerLimits | null): RateLimits | null {
  const hasRates = limits !== null && (limits.requestsPerMinute !== null || limits.tokensPerMinute !== null);
  return hasRates ? { ...limits, concurrentCalls: null } : null;
}

function enter(gate: Gate, call: Call, workspace: RateLimits, nowMs: number): Admission | Promise<Admission> {
  const { keyId, workspaceId, limits } = call.caller;
  const key = keyRates(limits);
  const hasTokenRate = workspace.tokensPerMinute !== null || (key !== null && key.tokensPerMinute !== null);
  // The estimate is rather too high: the excess stands for the answer, whose length is not known yet.
  const promptTokens = hasTokenRate ? likelyPromptTokens(call.parsed.request, call.parsed.model) : 0;
  const admitted = gate.admit({ callId: call.id, workspaceId, keyId, workspace, key, promptTokens }, nowMs);
  return admitted instanceof Promise ? admitted.then(admissionOf) : admissionOf(admitted);
}

/** Admits a request that is not a paid call. It counts as one request and as no tokens. Rejects with RateLimited. */
export async function admitRequest(gate: Gate, { workspaceId, keyId, limits }: Caller, id: string): Promise<Admission> {
  const nowMs = Date.now();
  const requestsOnly = (requestsPerMinute: number | null) => ({ requestsPerMinute, tokensPerMinute: null, concurrentCalls: null });
  const workspace = requestsOnly((await rateLimitsOf(workspaceId, nowMs)).requestsPerMinute);
  const key = limits && limits.requestsPerMinute !== null ? requestsOnly(limits.requestsPerMinute) : null;
  return admissionOf(await gate.admit({ callId: id, workspaceId, keyId, workspace, key }, nowMs));
}

function admissionOf(admitted: Admitted): Admission {
  if (admitted.kind === "refused") throw rateLimitError(admitted);
  return admitted.admission;
}

/** The refusal for a rate that is used up. */
export function rateLimitError({ refusal, views }: Extract<Admitted, { kind: "refused" }>): RateLimited {
  return new RateLimited(sentence(refusal), refusal.retryAfterSeconds, views);
}

/** Call this once the call has ended. Cache reads do not count. */
export function finishAdmission(admission: Admission, { input, cacheWrite5m, cacheWrite1h, output }: TokenClasses): void {
  admission.finish(input + cacheWrite5m + cacheWrite1h + output, Date.now());
}

/** The remaining rates, for the headers of the call's answer. */
export function ratesOf({ format }: Pick<Call, "format">, { views }: Admission): Record<string, string> {
  return rateHeaders(format, views, Date.now());
}

function sentence({ of, limit, retryAfterSeconds }: RateRefusal): string {
  const what = of === "concurrency" ? `${limit} calls at once are` : `${limit} ${of} a minute are`;
  return `${what} the limit here, and they are used up. Nothing was charged; try again in ${retryAfterSeconds} s.`;
}
