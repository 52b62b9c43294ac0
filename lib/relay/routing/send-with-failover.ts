import { AppError, type ErrorCode } from "@/lib/basics/errors";
import type { Call } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { RelayRequest } from "@/lib/relay/call/request";
import type { Route, SkippedAccount } from "@/lib/relay/call/route";
import { withFiles } from "@/lib/relay/files/named-files";
import { notServed } from "@/lib/relay/refusals/model-refusals";
import { conversationOf } from "@/lib/relay/routing/conversation";
import { type MessageAnswer, sendToAccount } from "@/lib/relay/routing/send-to-account";
import type { UpstreamStream } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import { LinksNotTaken } from "@/lib/upstreams/links/links-not-taken";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { MESSAGES_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";

/** The longest silence of an upstream that sends only a finished answer; official clients wait ten minutes. */
const WHOLE_SILENCE_MS = 900_000;
/** Streams carry pings every few seconds. */
const STREAM_SILENCE_MS = 300_000;
const MOST_ATTEMPTS = 3;
const LONGEST_WAIT_SECONDS = 60;
const WORTH_WAITING: ReadonlySet<ErrorCode> = new Set(["rate_limited", "upstream_unavailable", "upstream_failed", "upstream_timeout"]);

/** What the accounts answered, and the call's route. A call that failed at every account is refused with the last one's error. */
export type RoutedAnswer = { route: Route; answer: MessageAnswer | UpstreamStream | { kind: "refused"; error: unknown } };

type Answered = MessageAnswer | UpstreamStream;
type RouteSoFar = { account: PoolMember | null; skipped: SkippedAccount[] | null };

/**
 * Sends the call to the accounts in the order of its conversation until one answers. There is one hold, and the call goes to no
 * other account after the first byte of an answer. Never rejects: a refusal has a route too, and it is not charged.
 */
export async function sendWithFailover(services: RelayServices, hold: Hold, request: RelayRequest): Promise<RoutedAnswer> {
  const route: RouteSoFar = { account: null, skipped: null };
  try {
    return { route, answer: await firstAnswer(services, hold, request, route) };
  } catch (error) {
    return { route, answer: { kind: "refused", error } };
  }
}

function firstAnswer(services: RelayServices, hold: Hold, request: RelayRequest, route: RouteSoFar): Promise<Answered> {
  const { call, filesAccountId } = hold;
  const { id: modelId } = call.parsed.model;
  const all = services.pool.inOrder(modelId, () => conversationOf(call, request.headers), call.isRetired);
  const members = filesAccountId === null ? all : withFiles(all, filesAccountId, modelId);
  if (members.length > 1) return sendInTurn(services, call, members, request, route);
  const [only] = members;
  if (!only) throw notServed(modelId);
  return sendToOnly(services, call, only, request, route);
}

/** Sends the call to the only account, even while it cools down: there is no other one, and its own answer is the best. */
async function sendToOnly(
  services: RelayServices,
  call: Call,
  only: PoolMember,
  request: RelayRequest,
  route: RouteSoFar,
): Promise<Answered> {
  const own = upstreamRequest(call);
  const refusal = only.upstream.refusal(own);
  const taken = refusal ? await withoutLinks(services, own, refusal) : own;
  if (request.hasLeft()) throw hasLeft();
  route.account = only;
  const answer = await sendToAccount(services, call, only, { request: taken, waitFor: call.parsed.request.isStream ? "stream" : "whole" });
  if (answer.kind === "failed") throw answer.error;
  return answer;
}

/** The request for an account that does not accept links. Throws any other refusal of the account. */
function withoutLinks({ links }: RelayServices, own: UpstreamRequest, refusal: AppError): Promise<UpstreamRequest> {
  if (!(refusal instanceof LinksNotTaken) || links === null) throw refusal;
  return links.inlined(own, refusal.largestBodyBytes);
}

async function sendInTurn(
  services: RelayServices,
  call: Call,
  members: readonly PoolMember[],
  request: RelayRequest,
  route: RouteSoFar,
): Promise<Answered> {
  const { links, pool } = services;
  const { id: modelId } = call.parsed.model;
  const { retries, firstByteMs } = pool;
  let sent = upstreamRequest(call, firstByteMs);
  let skipped: SkippedAccount[] = [];
  route.skipped = skipped;
  // If a stream begins with an error, another account may still answer.
  const waitFor = call.parsed.request.isStream ? "begun_stream" : "whole";
  retries.earn();
  const lastResort = lastResortAmong(members, modelId);
  let refused: AppError | null = null;
  let failed: AppError | null = null;
  let attempts = 0;
  // Accounts that do not accept links are tried again after all others. The linked content is fetched then, once.
  let candidates = members;
  let largestBodyBytes = 0;
  for (let index = 0; index < candidates.length; index++) {
    const member = candidates[index] as PoolMember;
    if (index === members.length && links) {
      if (request.hasLeft()) throw hasLeft();
      skipped = skippedWithout(candidates.slice(index), skipped);
      route.skipped = skipped;
      const inlined = await links.inlined(sent, largestBodyBytes).catch(appErrorIn);
      if (inlined instanceof AppError) {
        refused ??= inlined;
        break;
      }
      sent = inlined;
    }
    const blockReason = member.blockReason(modelId, Date.now());
    if (blockReason && member !== lastResort) {
      skipped.push({ why: "cooling", label: blockReason.cause.label, accountName: member.name });
      continue;
    }
    const refusal = member.upstream.refusal(sent);
    if (refusal) {
      skipped.push({ why: "refused", label: refusal.param ?? refusal.code, accountName: member.name });
      if (refusal instanceof LinksNotTaken && links && index < members.length) {
        candidates = [...candidates, member];
        largestBodyBytes = Math.max(largestBodyBytes, refusal.largestBodyBytes);
      } else refused ??= refusal;
      continue;
    }
    if (attempts > 0 && (attempts === MOST_ATTEMPTS || !retries.spend())) break;
    if (request.hasLeft()) throw hasLeft();
    attempts += 1;
    route.account = member;
    const answer = await sendToAccount(services, call, member, { request: sent, waitFor });
    if (answer.kind !== "failed") return answer;
    failed = answer.error;
    if (!answer.mayMove) throw failed;
    skipped.push({ why: "failover", label: answer.label, accountName: member.name });
  }
  throw nobodyAnswered(members, modelId, sent, { refused, failed });
}

function upstreamRequest({ parsed }: Call, firstByteMs?: number): UpstreamRequest {
  const { isStream, body } = parsed.request;
  const patience = isStream ? { silenceMs: STREAM_SILENCE_MS, firstByteMs } : { silenceMs: WHOLE_SILENCE_MS };
  return { path: MESSAGES_PATH, modelId: parsed.model.id, headers: parsed.upstreamHeaders, body, ...patience };
}

/**
 * Where every account cools down, one that cools down after failures still gets the call: a few unusual requests may have caused
 * them, and must not block every caller. Limits, overload and faults of our own accounts still cause a wait.
 */
function lastResortAmong(members: readonly PoolMember[], modelId: string): PoolMember | null {
  const nowMs = Date.now();
  const blockReasons = members.map((member) => member.blockReason(modelId, nowMs));
  if (!blockReasons.every((each) => each !== null)) return null;
  const isDoubtful = (kind: string | undefined) => kind === "failure" || kind === "timeout" || kind === "connection";
  return members[blockReasons.findIndex((each) => isDoubtful(each?.cause.kind))] ?? null;
}

/** The skipped accounts without those of `again`, which are tried again. */
function skippedWithout(again: readonly PoolMember[], skipped: SkippedAccount[]): SkippedAccount[] {
  const names = new Set(again.map(({ name }) => name));
  return skipped.filter(({ accountName }) => !names.has(accountName));
}

function appErrorIn(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function hasLeft(): AppError {
  return new AppError("invalid_request", "The client left before its call was sent on.");
}

/** The last failure; otherwise the accounts' refusal, or a wait if an account that cools down would accept the request. */
function nobodyAnswered(
  members: readonly PoolMember[],
  modelId: string,
  sent: UpstreamRequest,
  { refused, failed }: { refused: AppError | null; failed: AppError | null },
): AppError {
  if (failed) return withEarliestWait(failed, members, modelId);
  const isWorthWaiting = members.some((each) => each.blockReason(modelId, Date.now()) && !each.upstream.refusal(sent));
  return refused && !isWorthWaiting ? refused : coolingDown(members, modelId);
}

function coolingDown(members: readonly PoolMember[], modelId: string): AppError {
  const seconds = earliestSeconds(members, modelId);
  const areLimits = members.every((member) => (member.blockReason(modelId, Date.now())?.cause.kind ?? "limit") === "limit");
  const then = `Nothing was charged; try again in ${seconds} s.`;
  if (areLimits) return new AppError("rate_limited", `The model is asked too often just now. ${then}`, { retryAfterSeconds: seconds });
  return new AppError("upstream_unavailable", `The model is not available just now. ${then}`, { retryAfterSeconds: seconds });
}

/** The last account's error, with the shortest wait after which one of them may answer. */
function withEarliestWait(error: AppError, members: readonly PoolMember[], modelId: string): AppError {
  if (!WORTH_WAITING.has(error.code)) return error;
  const { code, message, facts, cause } = error;
  return new AppError(code, message, { retryAfterSeconds: earliestSeconds(members, modelId), facts, cause });
}

function earliestSeconds(members: readonly PoolMember[], modelId: string): number {
  const nowMs = Date.now();
  const earliestMs = Math.min(...members.map((member) => member.blockReason(modelId, nowMs)?.waitMs ?? 0));
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(earliestMs / 1_000)));
}
