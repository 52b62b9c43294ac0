import { ENTER_CALL, FINISH_CALL } from "@/lib/rates/redis-scripts";

/** The operations of Redis that the scripts use. */
export type Store = { get(key: string): number; add(key: string, amount: number): void; set(key: string): Map<string, number> };
type Script = (store: Store, keys: string[], values: string[]) => number[] | number;

/** The limits' scripts in TypeScript, for machines without Lua. The same tests run on both. */
export const SCRIPTS = new Map<string, Script>([
  [ENTER_CALL, enterCall],
  [FINISH_CALL, finishCall],
]);

function enterCall(store: Store, [live = "", ...keys]: string[], [call = "", ...values]: string[]): number[] {
  const [now = 0, promptTokens = 0, liveMs = 0, , concurrent = 0, ...limits] = values.map((value) => (value ? Number(value) : Infinity));
  const running = store.set(live);
  for (const [each, untilMs] of running) if (untilMs <= now) running.delete(each);
  let isIn = running.size + 1 <= concurrent;
  const answer = [running.size + 1];
  for (let at = 0; at < keys.length; at += 4) {
    const [requests = 0, requestsBefore = 0, tokens = 0, tokensBefore = 0] = keys.slice(at, at + 4).map(store.get);
    const used = (current: number, previous: number) => current + Math.ceil((previous * (60_000 - (now % 60_000))) / 60_000);
    const [requestLimit = 0, tokenLimit = 0] = limits.slice(at / 2);
    if (used(requests + 1, requestsBefore) > requestLimit || used(tokens, tokensBefore) >= tokenLimit) isIn = false;
    answer.push(requests + 1, requestsBefore, tokens, tokensBefore);
  }
  if (!isIn) return [0, ...answer];
  for (let at = 0; at < keys.length; at += 4) {
    store.add(keys[at] ?? "", 1);
    store.add(keys[at + 2] ?? "", promptTokens);
  }
  running.set(call, now + liveMs);
  return [1, ...answer];
}

function finishCall(store: Store, [live = "", ...keys]: string[], [call = "", promptTokens, tokens]: string[]): number {
  if (!store.set(live).delete(call)) return 0;
  for (let at = 0; at < keys.length; at += 2) {
    const [entered = "", left = ""] = keys.slice(at);
    store.add(entered, -Math.min(Number(promptTokens), store.get(entered)));
    store.add(left, Number(tokens));
  }
  return 1;
}
