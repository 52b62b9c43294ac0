import type { Redis } from "ioredis";
import type { RateRequest } from "@/lib/rates/rate";
import { minuteOf } from "@/lib/rates/window";

/** How long a call counts as running after its last renewal. So calls of a dead process, or with a lost end, are forgotten. */
export const LIVE_MS = 60_000;
const KEEP_SECONDS = 130;

/**
 * Counts a new call if the limits allow it, by the arithmetic of `usedOf` and `rateRefusal`. A refused call changes nothing.
 * Keys: the running calls, then requests and tokens, each of this minute and of the one before, of the workspace and of the key.
 * Returns whether the call is admitted, how many run with it, and the counts, with the call's own request but without its tokens.
 */
export const ENTER_CALL = `
local live, call, now = KEYS[1], ARGV[1], tonumber(ARGV[2])
local promptTokens, liveMs, keepSeconds, concurrent = tonumber(ARGV[3]), ARGV[4], ARGV[5], tonumber(ARGV[6])
local function used(current, previous) return current + math.ceil(previous * (60000 - now % 60000) / 60000) end
redis.call('zremrangebyscore', live, '-inf', now)
local running = redis.call('zcard', live) + 1
local isIn = not (concurrent and running > concurrent)
local answer = {0, running}
for at = 2, #KEYS, 4 do
  local counts = redis.call('mget', KEYS[at], KEYS[at + 1], KEYS[at + 2], KEYS[at + 3])
  for each = 1, 4 do counts[each] = tonumber(counts[each] or 0) end
  counts[1] = counts[1] + 1
  for each = 1, 4 do answer[#answer + 1] = counts[each] end
  local requestLimit, tokenLimit = tonumber(ARGV[6 + at / 2]), tonumber(ARGV[7 + at / 2])
  if requestLimit and used(counts[1], counts[2]) > requestLimit then isIn = false end
  if tokenLimit and used(counts[3], counts[4]) >= tokenLimit then isIn = false end
end
if not isIn then return answer end
answer[1] = 1
for at = 2, #KEYS, 4 do
  redis.call('incr', KEYS[at])
  redis.call('expire', KEYS[at], keepSeconds)
  if promptTokens > 0 then
    redis.call('incrby', KEYS[at + 2], promptTokens)
    redis.call('expire', KEYS[at + 2], keepSeconds)
  end
end
redis.call('zadd', live, now + liveMs, call)
redis.call('pexpire', live, liveMs)
return answer`;

/**
 * Ends a call, once however often it is sent: releases its reservation and counts its tokens. A call that is not among the
 * running calls changes nothing.
 * Keys: the running calls, then the tokens of the minutes of its start and of its end, of the workspace and of the key.
 */
export const FINISH_CALL = `
if redis.call('zrem', KEYS[1], ARGV[1]) == 0 then return 0 end
for at = 2, #KEYS, 2 do
  local reserved = math.min(tonumber(ARGV[2]), tonumber(redis.call('get', KEYS[at]) or 0))
  if reserved > 0 then redis.call('decrby', KEYS[at], reserved) end
  if tonumber(ARGV[3]) > 0 then
    redis.call('incrby', KEYS[at + 1], ARGV[3])
    redis.call('expire', KEYS[at + 1], ARGV[4])
  end
end
return 1`;

/** The end of a call, as Redis gets it. */
export type EndedRequest = { request: RateRequest; enteredMs: number; tokens: number; endedMs: number };

export type ScriptedRedis = Redis & {
  enterCall(keys: number, ...values: (string | number)[]): Promise<number[]>;
  finishCall(keys: number, ...values: (string | number)[]): Promise<number>;
};

export function withScripts(redis: Redis): ScriptedRedis {
  redis.defineCommand("enterCall", { lua: ENTER_CALL });
  redis.defineCommand("finishCall", { lua: FINISH_CALL });
  return redis as ScriptedRedis;
}

export function sendEnter(redis: ScriptedRedis, request: RateRequest, nowMs: number): Promise<number[]> {
  const { callId, workspaceId, promptTokens = 0, workspace, key } = request;
  const minute = minuteOf(nowMs);
  const keys = [liveName(workspaceId)];
  for (const of of scopesOf(request)) {
    for (const what of ["requests", "tokens"] as const) {
      keys.push(counterName(workspaceId, of, what, minute), counterName(workspaceId, of, what, minute - 1));
    }
  }
  const limits: (number | null)[] = [workspace.concurrentCalls];
  for (const each of key ? [workspace, key] : [workspace]) limits.push(each.requestsPerMinute, each.tokensPerMinute);
  return redis.enterCall(keys.length, ...keys, callId, nowMs, promptTokens, LIVE_MS, KEEP_SECONDS, ...limits.map((limit) => limit ?? ""));
}

export function sendFinish(redis: ScriptedRedis, { request, enteredMs, tokens, endedMs }: EndedRequest): Promise<number> {
  const { callId, workspaceId, promptTokens = 0 } = request;
  const keys = [liveName(workspaceId)];
  for (const of of scopesOf(request)) {
    for (const atMs of [enteredMs, endedMs]) keys.push(counterName(workspaceId, of, "tokens", minuteOf(atMs)));
  }
  return redis.finishCall(keys.length, ...keys, callId, promptTokens, tokens, KEEP_SECONDS);
}

/** The running calls of a workspace, each with the time until which it counts. The braces put a workspace on one node. */
export function liveName(workspaceId: string): string {
  return `limits:{${workspaceId}}:live`;
}

function counterName(workspaceId: string, of: string, what: "requests" | "tokens", minute: number): string {
  return `limits:{${workspaceId}}:${of}:${what}:${minute}`;
}

function scopesOf({ key, keyId }: RateRequest): string[] {
  return key ? ["w", keyId] : ["w"];
}
