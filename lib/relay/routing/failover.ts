import { AppError, type ErrorCode } from "@/lib/basics/errors";
import type { Call } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { RelayRequest } from "@/lib/relay/call/request";
import type { Route, SkippedAccount } from "@/lib/relay/call/route";
import { withFiles } from "@/lib/relay/files/named-files";
import { notServed } from "@/lib/relay/refusals/model-refusals";
import { askOne, type MessageAnswer } from "@/lib/relay/routing/ask-account";
import { conversationOf } from "@/lib/relay/routing/conversation";
import type { StreamAnswer } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import { LinksNotTaken } from "@/lib/upstreams/links/links-not-taken";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { MESSAGES_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";

/** Silence of an upstream that composes a whole answer before it says anything; official clients wait ten minutes. */
const WHOLE_SILENCE_MS = 900_000;
/** Streams carry pings every few seconds. */
const STREAM_SILENCE_MS = 300_000;
const MOST_ATTEMPTS = 3;
const LONGEST_WAIT_SECONDS = 60;
const WORTH_WAITING: ReadonlySet<ErrorCode> = new Set(["rate_limited", "upstream_unavailable", "upstream_failed", "upstream_timeout"]);

/** What came of asking, and how the call came to it. Refused is also what failed at every account, in the words of the last one. */
export type RoutedAnswer = { route: Route; answer: MessageAnswer | StreamAnswer | { kind: "refused"; error: unknown } };

type Answered = MessageAnswer | StreamAnswer;
type RouteSoFar = { account: PoolMember | null; skipped: SkippedAccount[] | null };

/**
 * Asks the accounts in the order of the call's conversation until one answers: under one hold, and never again once the first
 * byte of an answer is there. Never rejects: nothing is charged for a refusal, and its route is told all the same.
 */
export async function askAccounts(services: RelayServices, hold: Hold, request: RelayRequest): Promise<RoutedAnswer> {
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
  if (members.length > 1) return askInTurn(services, call, members, request, route);
  const [only] = members;
  if (!only) throw notServed(modelId);
  return askOnly(services, call, only, request, route);
}

/** Nobody else could be asked: what the only account says is the best answer, also while others would be spared it. */
async function askOnly(services: RelayServices, call: Call, only: PoolMember, request: RelayRequest, route: RouteSoFar): Promise<Answered> {
  const own = upstreamRequest(call);
  const refusal = only.upstream.refusal(own);
  const taken = refusal ? await withoutLinks(services, own, refusal) : own;
  if (request.hasLeft()) throw hasLeft();
  route.account = only;
  const answer = await askOne(call, only, { request: taken, awaited: call.parsed.request.isStream ? "stream" : "whole" });
  if (answer.kind === "failed") throw answer.error;
  return answer;
}

/** The request as an account takes it that takes no links. Throws what else the account refuses. */
function withoutLinks({ links }: RelayServices, own: UpstreamRequest, refusal: AppError): Promise<UpstreamRequest> {
  if (!(refusal instanceof LinksNotTaken) || links === null) throw refusal;
  return links.inlined(own, refusal.largestBodyBytes);
}

async function askInTurn(
  { links, pool }: RelayServices,
  call: Call,
  members: readonly PoolMember[],
  request: RelayRequest,
  route: RouteSoFar,
): Promise<Answered> {
  const { id: modelId } = call.parsed.model;
  const { retries, firstByteMs } = pool;
  let sent = upstreamRequest(call, firstByteMs);
  let skipped: SkippedAccount[] = [];
  route.skipped = skipped;
  // A stream that begins with an error can still be had elsewhere.
  const awaited = call.parsed.request.isStream ? "begun_stream" : "whole";
  retries.earn();
  const lastResort = lastResortAmong(members, modelId);
  let refused: AppError | null = null;
  let failed: AppError | null = null;
  let attempts = 0;
  // Accounts that take no links have a second turn when nobody is left who takes them; their content is fetched then, once.
  let turns = members;
  let largestBodyBytes = 0;
  for (let turn = 0; turn < turns.length; turn++) {
    const member = turns[turn] as PoolMember;
    if (turn === members.length && links) {
      if (request.hasLeft()) throw hasLeft();
      skipped = skippedWithout(turns.slice(turn), skipped);
      route.skipped = skipped;
      const inlined = await links.inlined(sent, largestBodyBytes).catch(appErrorIn);
      if (inlined instanceof AppError) {
        refused ??= inlined;
        break;
      }
      sent = inlined;
    }
    const hindrance = member.hindrance(modelId, Date.now());
    if (hindrance && member !== lastResort) {
      skipped.push({ why: "cooling", label: hindrance.cause.label, accountName: member.name });
      continue;
    }
    const refusal = member.upstream.refusal(sent);
    if (refusal) {
      skipped.push({ why: "refused", label: refusal.param ?? refusal.code, accountName: member.name });
      if (refusal instanceof LinksNotTaken && links && turn < members.length) {
        turns = [...turns, member];
        largestBodyBytes = Math.max(largestBodyBytes, refusal.largestBodyBytes);
      } else refused ??= refusal;
      continue;
    }
    if (attempts > 0 && (attempts === MOST_ATTEMPTS || !retries.spend())) break;
    if (request.hasLeft()) throw hasLeft();
    attempts += 1;
    route.account = member;
    const answer = await askOne(call, member, { request: sent, awaited });
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
 * Where every account cools down, one that did so for failures is asked all the same: those may be the doing of a few odd
 * requests, which must not shut everybody out. Limits, overload and our own accounts' faults are waited for.
 */
function lastResortAmong(members: readonly PoolMember[], modelId: string): PoolMember | null {
  const nowMs = Date.now();
  const hindrances = members.map((member) => member.hindrance(modelId, nowMs));
  if (!hindrances.every((each) => each !== null)) return null;
  const isDoubtful = (kind: string | undefined) => kind === "failure" || kind === "timeout" || kind === "connection";
  return members[hindrances.findIndex((each) => isDoubtful(each?.cause.kind))] ?? null;
}

/** Those that were skipped before the second turns of `again`, whose first ones no longer count. */
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

/** What failed last; else what the accounts refuse, unless one that cools down would take the request: that one is waited for. */
function nobodyAnswered(
  members: readonly PoolMember[],
  modelId: string,
  sent: UpstreamRequest,
  { refused, failed }: { refused: AppError | null; failed: AppError | null },
): AppError {
  if (failed) return withEarliestWait(failed, members, modelId);
  const isWorthWaiting = members.some((each) => each.hindrance(modelId, Date.now()) && !each.upstream.refusal(sent));
  return refused && !isWorthWaiting ? refused : coolingDown(members, modelId);
}

function coolingDown(members: readonly PoolMember[], modelId: string): AppError {
  const seconds = earliestSeconds(members, modelId);
  const areLimits = members.every((member) => (member.hindrance(modelId, Date.now())?.cause.kind ?? "limit") === "limit");
  const then = `Nothing was charged; try again in ${seconds} s.`;
  if (areLimits) return new AppError("rate_limited", `The model is asked too often just now. ${then}`, { retryAfterSeconds: seconds });
  return new AppError("upstream_unavailable", `The model is not available just now. ${then}`, { retryAfterSeconds: seconds });
}

/** The last account's error, with the wait after which any of them may answer. */
function withEarliestWait(error: AppError, members: readonly PoolMember[], modelId: string): AppError {
  if (!WORTH_WAITING.has(error.code)) return error;
  const { code, message, facts, cause } = error;
  return new AppError(code, message, { retryAfterSeconds: earliestSeconds(members, modelId), facts, cause });
}

function earliestSeconds(members: readonly PoolMember[], modelId: string): number {
  const nowMs = Date.now();
  const earliestMs = Math.min(...members.map((member) => member.hindrance(modelId, nowMs)?.waitMs ?? 0));
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(earliestMs / 1_000)));
}
