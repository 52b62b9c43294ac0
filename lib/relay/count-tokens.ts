import { AppError } from "@/lib/errors";
import type { Caller } from "@/lib/keys/authenticate";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import type { Admission } from "@/lib/limits/admission";
import type { RateLimits } from "@/lib/limits/rate";
import { rateLimitsOf } from "@/lib/limits/tiers";
import { log } from "@/lib/log";
import { refusedRate } from "@/lib/relay/admit";
import { readBody } from "@/lib/relay/body";
import { callerOf } from "@/lib/relay/caller";
import { upstreamHeaders } from "@/lib/relay/messages-dialect";
import type { RelayParts } from "@/lib/relay/parts";
import { offeredModel } from "@/lib/relay/receive";
import type { RelayReply, RelayRequest } from "@/lib/relay/request";
import { answerHeader, send, type WholeAnswer } from "@/lib/relay/upstream-answer";
import { COUNT_TOKENS_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";
import { parseCountTokensCall } from "@/lib/wire/anthropic/request";
import { requestIdHeaders } from "@/lib/wire/error-reply";
import { bufferOf, parseAnswerBody } from "@/lib/wire/json";
import { rateHeaders } from "@/lib/wire/rate-headers";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

/** Counting takes an upstream well under a second; clients estimate by themselves rather than wait for long. */
const SILENCE_MS = 60_000;

/** `POST /messages/count_tokens`: free, also with an empty balance, so nothing is held and no usage event is left. Throws AppError. */
export async function countTokens(parts: RelayParts, request: RelayRequest, id: string): Promise<RelayReply> {
  const caller = await callerOf(request);
  const body = bufferOf(await readBody(request));
  const model = offeredModel(parts.prices, parseCountTokensCall(body).modelId, parts.clock.now());
  assertModelAllowed(caller, model.id);
  if (!parts.upstream.countsTokens(model.id)) throw new AppError("not_found", `The tokens of ${model.id} cannot be counted here.`);
  const admission = await admitCount(parts, caller, id);
  try {
    const headers = upstreamHeaders(request.headers);
    const answer = await ask(parts, { path: COUNT_TOKENS_PATH, modelId: model.id, headers, body, silenceMs: SILENCE_MS });
    if (answer.status !== 200) throw refusal(answer, `req_${id}`);
    assertCount(answer.body);
    const rates = rateHeaders("anthropic", admission.views, Date.now());
    const own = { "content-type": "application/json", "cache-control": "no-store", ...requestIdHeaders(`req_${id}`) };
    return { status: 200, headers: { ...own, ...rates }, body: answer.body };
  } finally {
    admission.leave(0, Date.now());
  }
}

/** As many counts a minute as calls, counted apart from them: neither takes anything of the other. */
async function admitCount({ gate }: RelayParts, { workspaceId, keyId, limits }: Caller, callId: string): Promise<Admission> {
  const nowMs = Date.now();
  const workspace = requestsOnly((await rateLimitsOf(workspaceId, nowMs)).requestsPerMinute);
  const key = limits && limits.requestsPerMinute !== null ? requestsOnly(limits.requestsPerMinute) : null;
  const asking = { callId, workspaceId: `${workspaceId}/count_tokens`, keyId: `${keyId}/count_tokens`, workspace, key };
  const admitted = await gate.admit(asking, nowMs);
  if (admitted.kind === "refused") throw refusedRate(admitted);
  return admitted.admission;
}

function requestsOnly(requestsPerMinute: number | null): RateLimits {
  return { requestsPerMinute, tokensPerMinute: null, concurrentCalls: null };
}

async function ask({ upstream }: RelayParts, request: UpstreamRequest): Promise<WholeAnswer> {
  const answer = await send(upstream, request, null);
  if (answer.kind === "whole") return answer;
  throw new AppError("upstream_unavailable", "The upstream's answer is no count. Please try again.");
}

function assertCount(body: Buffer): void {
  const { input_tokens: tokens } = parseAnswerBody(body);
  if (typeof tokens !== "number") throw new AppError("upstream_unavailable", "The upstream's answer is no count. Please try again.");
}

function refusal({ status, headers, body }: WholeAnswer, requestId: string): AppError {
  const { error, fault, upstreamMessage } = refusalOfUpstream(status, body, answerHeader(headers, "retry-after") ?? undefined);
  if (fault === "operator") log.error({ requestId, status, upstreamMessage }, "the upstream refuses our account");
  return error;
}
