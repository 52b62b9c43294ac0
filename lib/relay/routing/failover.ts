import { AppError, type ErrorCode } from "@/lib/basics/errors";
import type { Call } from "@/lib/relay/call/call";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import type { Move } from "@/lib/relay/call/route";
import { withFiles } from "@/lib/relay/files/named-files";
import { notServed } from "@/lib/relay/refusals/model-refusals";
import { askOne } from "@/lib/relay/routing/ask-account";
import { conversationOf } from "@/lib/relay/routing/conversation";
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

/**
 * Asks the accounts in the order of the call's conversation until one answers: under one hold, and never again once the first
 * byte of an answer is there. Throws AppError, and nothing is charged then.
 */
export async function askAccounts(services: RelayServices, call: Call, request: RelayRequest): Promise<RelayReply> {
  const { id: modelId } = call.asked.model;
  const all = services.pool.inOrder(modelId, () => conversationOf(call, request.headers), call.isRetired);
  const members = call.filesAccountId === null ? all : withFiles(all, call.filesAccountId, modelId);
  if (members.length > 1) return askInTurn(services, call, members, request);
  const [only] = members;
  if (!only) throw notServed(modelId);
  const asking = upstreamRequest(call);
  const refusal = only.upstream.refusal(asking);
  const taken = refusal ? await withoutLinks(services, asking, refusal) : asking;
  if (request.hasLeft()) throw hasLeft();
  // Nobody else could be asked: what the only account says is the best answer, also while others would be spared it.
  const answer = await askOne(services, call, { member: only, request: taken, hasLeft: () => request.hasLeft() });
  if ("error" in answer) throw answer.error;
  return answer;
}

/** The request as an account takes it that takes no links. Throws what else the account refuses. */
function withoutLinks({ links }: RelayServices, asking: UpstreamRequest, refusal: AppError): Promise<UpstreamRequest> {
  if (!(refusal instanceof LinksNotTaken) || links === null) throw refusal;
  return links.inlined(asking, refusal.largestBodyBytes);
}

async function askInTurn(services: RelayServices, call: Call, members: readonly PoolMember[], request: RelayRequest): Promise<RelayReply> {
  const { route } = call;
  const { id: modelId } = call.asked.model;
  const { links, pool } = services;
  const { retries, firstByteMs } = pool;
  let asking = upstreamRequest(call, firstByteMs);
  route.moves = [];
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
      route.moves = movesWithout(turns.slice(turn), route.moves);
      const inlined = await links.inlined(asking, largestBodyBytes).catch(appErrorIn);
      if (inlined instanceof AppError) {
        refused ??= inlined;
        break;
      }
      asking = inlined;
    }
    const hindrance = member.hindrance(modelId, Date.now());
    if (hindrance && member !== lastResort) {
      route.moves.push({ why: "cooling", label: hindrance.cause.label, accountName: member.name });
      continue;
    }
    const refusal = member.upstream.refusal(asking);
    if (refusal) {
      route.moves.push({ why: "refused", label: refusal.param ?? refusal.code, accountName: member.name });
      if (refusal instanceof LinksNotTaken && links && turn < members.length) {
        turns = [...turns, member];
        largestBodyBytes = Math.max(largestBodyBytes, refusal.largestBodyBytes);
      } else refused ??= refusal;
      continue;
    }
    if (attempts > 0 && (attempts === MOST_ATTEMPTS || !retries.spend())) break;
    if (request.hasLeft()) throw hasLeft();
    attempts += 1;
    const answer = await askOne(services, call, { member, request: asking, hasLeft: () => request.hasLeft() });
    if (!("error" in answer)) return answer;
    failed = answer.error;
    if (!answer.mayMove) throw failed;
    route.moves.push({ why: "failover", label: answer.label, accountName: member.name });
  }
  throw nobodyAnswered(members, modelId, asking, { refused, failed });
}

function upstreamRequest({ asked }: Call, firstByteMs?: number): UpstreamRequest {
  const { isStream, body } = asked.request;
  const patience = isStream ? { silenceMs: STREAM_SILENCE_MS, firstByteMs } : { silenceMs: WHOLE_SILENCE_MS };
  return { path: MESSAGES_PATH, modelId: asked.model.id, headers: asked.upstreamHeaders, body, ...patience };
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

/** The moves as they stand before the second turns of `again`, whose first ones no longer count. */
function movesWithout(again: readonly PoolMember[], moves: Move[]): Move[] {
  const names = new Set(again.map(({ name }) => name));
  return moves.filter(({ accountName }) => !names.has(accountName));
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
  asking: UpstreamRequest,
  { refused, failed }: { refused: AppError | null; failed: AppError | null },
): AppError {
  if (failed) return withEarliestWait(failed, members, modelId);
  const isWorthWaiting = members.some((each) => each.hindrance(modelId, Date.now()) && !each.upstream.refusal(asking));
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
