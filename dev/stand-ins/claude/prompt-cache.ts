import type { Model } from "./models";
import { type PromptBlock, prefixHashes, promptBlocks } from "./prompt";
import type { CacheTtl, MessagesRequest } from "./request";

type Entry = { ttl: CacheTtl; expiresAtMs: number };

/** How the prompt of one request splits; the classes are disjoint and sum to the whole prompt. */
export type PromptUsage = { input: number; read: number; write5m: number; write1h: number };

/** `begin` makes the entries that this request wrote readable; it is called when its response begins. */
export type CachePlan = { usage: PromptUsage; begin(): void };

const LIFETIME_MS: Record<CacheTtl, number> = { "5m": 300_000, "1h": 3_600_000 };
const LOOKBACK_BLOCKS = 20;
const SWEEP_ABOVE_ENTRIES = 50_000;

/** The prompt cache of one upstream account. */
export class PromptCache {
  readonly #entries = new Map<string, Entry>();

  /** Reads and writes happen only at markers; a marker below the model's minimum does not count. */
  plan(request: MessagesRequest, model: Model, nowMs: number): CachePlan {
    const blocks = promptBlocks(request, model);
    const upTo = runningTotals(blocks);
    const total = upTo.at(-1) ?? 0;
    const markers = blocks.flatMap((each, index) => (each.marker && (upTo[index] ?? 0) >= model.minCacheableTokens ? [index] : []));
    if (markers.length === 0) return { usage: { input: total, read: 0, write5m: 0, write1h: 0 }, begin: () => undefined };

    const hashes = prefixHashes(blocks, request, model);
    const hit = this.#longestHit(hashes, markers, nowMs);
    const written = markers.filter((index) => index > hit);
    const end1h = written.findLast((index) => blocks[index]?.marker === "1h") ?? hit;
    const end = written.at(-1) ?? hit;
    const at = (index: number) => (index < 0 ? 0 : (upTo[index] ?? 0));
    return {
      usage: { read: at(hit), write1h: at(end1h) - at(hit), write5m: at(end) - at(end1h), input: total - at(end) },
      begin: () => {
        for (const index of markers.filter((each) => each <= hit).concat(hit)) this.#refresh(hashes[index], nowMs);
        for (const index of written) this.#write(hashes[index], blocks[index]?.marker, nowMs);
      },
    };
  }

  clear(): void {
    this.#entries.clear();
  }

  #longestHit(hashes: string[], markers: number[], nowMs: number): number {
    for (const marker of markers.toReversed())
      for (let index = marker; index >= 0 && index > marker - LOOKBACK_BLOCKS; index--) {
        const entry = this.#entries.get(hashes[index] ?? "");
        if (entry && entry.expiresAtMs > nowMs) return index;
      }
    return -1;
  }

  #refresh(hash: string | undefined, nowMs: number): void {
    const entry = hash === undefined ? undefined : this.#entries.get(hash);
    if (entry) entry.expiresAtMs = Math.max(entry.expiresAtMs, nowMs + LIFETIME_MS[entry.ttl]);
  }

  #write(hash: string | undefined, ttl: CacheTtl | null | undefined, nowMs: number): void {
    if (hash === undefined || !ttl) return;
    if (this.#entries.size > SWEEP_ABOVE_ENTRIES) this.#sweep(nowMs);
    this.#entries.set(hash, { ttl, expiresAtMs: nowMs + LIFETIME_MS[ttl] });
  }

  #sweep(nowMs: number): void {
    for (const [hash, entry] of this.#entries) if (entry.expiresAtMs <= nowMs) this.#entries.delete(hash);
  }
}

function runningTotals(blocks: PromptBlock[]): number[] {
  let sum = 0;
  return blocks.map((each) => {
    sum += each.tokens;
    return sum;
  });
}
