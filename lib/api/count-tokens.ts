import { AppError } from "@/lib/basics/errors";
import type { RateLimits } from "@/lib/basics/rate-limits";
import type { Caller } from "@/lib/keys/authenticate-key";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import { isRetired } from "@/lib/pricing/model";
import type { Admission } from "@/lib/rates/admission";
import { rateLimitError } from "@/lib/relay/admission/admit-call";
import { assertServed } from "@/lib/relay/admission/may-serve";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { lookUp, withFiles } from "@/lib/relay/files/named-files";
import { readLongCount } from "@/lib/relay/reading/read-body";
import { callerOf } from "@/lib/relay/reception/caller";
import { upstreamHeaders } from "@/lib/relay/reception/messages-dialect";
import { offeredModel } from "@/lib/relay/reception/receive-call";
import { isShort, SHORT_BODY_BYTES } from "@/lib/relay/reception/short-body";
import { restrictedRefusal } from "@/lib/relay/refusals/restricted-refusal";
import { logOperatorFault } from "@/lib/relay/routing/log-operator-fault";
import { sendNamed } from "@/lib/relay/routing/send-named";
import { refusalIn, unreached } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import { rateLimitsOf } from "@/lib/tiers/tiers";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { COUNT_TOKENS_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";
import type { NamedFile } from "@/lib/wire/anthropic/prompt-size";
import { parseCountTokensCall } from "@/lib/wire/anthropic/request";
import { requestIdHeaders } from "@/lib/wire/error-reply";
import type { WireFormat } from "@/lib/wire/format-of-path";
import { bufferOf, isObject, parseJson } from "@/lib/wire/json";
import { rateHeaders } from "@/lib/wire/rate-headers";

/** An upstream counts in well under a second, and clients estimate by themselves rather than wait long. */
const SILENCE_MS = 60_000;
const MOST_ATTEMPTS = 2;

/** A count request in Anthropic's format. */
type CountRequest = { modelId: string; files: readonly NamedFile[]; body: Buffer; headers: Record<string, string> };

/** How a format reads a count request and writes the count. */
type Counting = { format: WireFormat; read(caller: Caller): Promise<CountRequest>; write(count: Buffer): Buffer | string };

/** `POST /messages/count_tokens`. Throws AppError. */
export function countTokens(services: RelayServices, request: RelayRequest, id: string): Promise<RelayReply> {
  return counted(services, request, id, {
    format: "anthropic",
    read: async (caller) => ({ ...(await readCount(caller, request)), headers: upstreamHeaders(request.headers) }),
    write: (count) => count,
  });
}

/** Counting is free, also with an empty balance: it places no hold and leaves no usage event. Throws AppError. */
export async function counted(services: RelayServices, request: RelayRequest, id: string, counting: Counting): Promise<RelayReply> {
  const caller = await callerOf(request);
  await assertServed(services, caller, Date.now());
  // Before the body is read: a count is free, so only its rate limits what that reading costs.
  const admission = await admitCount(services, caller, id);
  try {
    const { modelId, files, body, headers } = await counting.read(caller);
    const model = offeredModel(services.prices, modelId, services.clock.now());
    assertModelAllowed(caller, model.id);
    const all = services.pool.counting(model.id, isRetired(model, services.clock.now()));
    const members = files.length === 0 ? all : withFiles(all, (await lookUp(caller, files, all, model.id)).accountId, model.id);
    if (members.length === 0) throw new AppError("not_found", `The tokens of ${model.id} cannot be counted here.`);
    const upstreamRequest = { path: COUNT_TOKENS_PATH, modelId: model.id, headers, body, silenceMs: SILENCE_MS };
    const count = counting.write(
      await countWithFailover(services, { workspaceId: caller.workspaceId, requestId: `req_${id}` }, members, upstreamRequest),
    );
    const rates = rateHeaders(counting.format, admission.views, Date.now());
    const own = { "content-type": "application/json", "cache-control": "no-store", ...requestIdHeaders(`req_${id}`) };
    return { status: 200, headers: { ...own, ...rates }, body: count };
  } finally {
    admission.finish(0, Date.now());
  }
}

async function readCount(caller: Caller, request: RelayRequest): Promise<Omit<CountRequest, "headers">> {
  if (!isShort(request.headers)) return readLongCount(caller, request);
  return parseCountTokensCall(bufferOf(await request.readBody(SHORT_BODY_BYTES)));
}

/** The limit of counts a minute is that of calls, but they are counted separately: neither reduces the other. */
async function admitCount({ gate }: RelayServices, { workspaceId, keyId, limits }: Caller, callId: string): Promise<Admission> {
  const nowMs = Date.now();
  const workspace = requestsOnly((await rateLimitsOf(workspaceId, nowMs)).requestsPerMinute);
  const key = limits && limits.requestsPerMinute !== null ? requestsOnly(limits.requestsPerMinute) : null;
  const rateRequest = { callId, workspaceId: `${workspaceId}/count_tokens`, keyId: `${keyId}/count_tokens`, workspace, key };
  const admitted = await gate.admit(rateRequest, nowMs);
  if (admitted.kind === "refused") throw rateLimitError(admitted);
  return admitted.admission;
}

function requestsOnly(requestsPerMinute: number | null): RateLimits {
  return { requestsPerMinute, tokensPerMinute: null, concurrentCalls: null };
}

/**
 * Every account that accepts the request gives the same count, so a failure passes the request to the next account. A failure
 * here does not affect the account's calls.
 */
async function countWithFailover(
  services: RelayServices,
  { workspaceId, requestId }: { workspaceId: string; requestId: string },
  members: readonly PoolMember[],
  request: UpstreamRequest,
): Promise<Buffer> {
  let refused: AppError | null = null;
  let failed: AppError | null = null;
  let attempts = 0;
  for (const member of members) {
    const { upstream } = member;
    const unfit = upstream.refusal(request);
    if (unfit) {
      refused ??= unfit;
      continue;
    }
    if (attempts === MOST_ATTEMPTS) break;
    attempts += 1;
    const answer = await sendNamed(services, workspaceId, member, request, "whole");
    if (answer.kind === "whole" && answer.status === 200 && isCount(answer.body)) return answer.body;
    if (answer.kind === "whole" && answer.status !== 200) {
      const refusal = refusalIn(answer);
      // The model is in the catalogue: another account may know it.
      if (refusal.fault === "caller" && answer.status !== 404) throw refusal.error;
      const limit = refusal.fault === "operator" ? await services.profiles?.limitAfterRefusal(workspaceId, member, Date.now()) : null;
      if (limit) throw restrictedRefusal(limit);
      logOperatorFault(requestId, member, answer.status, refusal);
      failed = refusal.error;
    } else failed = answer.kind === "unreached" ? unreached(answer.cause) : noCount();
  }
  throw failed ?? refused ?? noCount();
}

function noCount(): AppError {
  return new AppError("upstream_unavailable", "The upstream's answer is no count. Please try again.");
}

function isCount(body: Buffer): boolean {
  const count = parseJson(body);
  return isObject(count) && typeof count.input_tokens === "number";
}
