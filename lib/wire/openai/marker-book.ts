import { forEachBlock, isThought } from "@/lib/wire/anthropic/blocks";
import { invalid, isAbsent, requireObject } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";

export type CacheMarker = { type: "ephemeral"; ttl?: "5m" | "1h" };

const MOST_MARKERS = 4;

/**
 * The cache markers of one request, each with the place where the caller wrote it. A marker is never dropped silently: it affects what the
 * caller pays.
 */
export class MarkerBook {
  readonly #params = new Map<unknown, string>();

  /** The marker of this message, part or tool, as `cache_control` or as OpenAI's `prompt_cache_breakpoint`. */
  read(owner: JsonObject, param: string): CacheMarker | undefined {
    if (!isAbsent(owner.cache_control)) {
      return this.#note(cacheControl(owner.cache_control, place(param, "cache_control")), place(param, "cache_control"));
    }
    if (isAbsent(owner.prompt_cache_breakpoint)) return undefined;
    return this.#note(
      breakpoint(owner.prompt_cache_breakpoint, place(param, "prompt_cache_breakpoint")),
      place(param, "prompt_cache_breakpoint"),
    );
  }

  /** The marker of the whole request. The upstream moves it along with the last block. */
  readAutomatic(fields: JsonObject): CacheMarker | undefined {
    const marker = this.read(fields, "");
    if (marker || isAbsent(fields.prompt_cache_options)) return marker;
    const { mode, ttl } = requireObject(fields.prompt_cache_options, "prompt_cache_options");
    if (!isAbsent(mode) && mode !== "implicit" && mode !== "explicit") {
      throw invalid("prompt_cache_options.mode", 'must be "implicit" or "explicit".');
    }
    const implicit = markerWithTtl(ttl, "prompt_cache_options.ttl");
    return mode === "explicit" ? undefined : this.#note(implicit, "prompt_cache_options");
  }

  /** Puts the owner's marker on the last block made from it that is not thinking, unless that block already has one. */
  markLast(blocks: JsonObject[], owner: JsonObject, param: string): void {
    const marker = this.read(owner, param);
    if (!marker) return;
    const last = blocks.findLast((block) => !isThought(block));
    if (last === undefined) throw invalid(place(param, "cache_control"), "there is no content here that could be cached.");
    last.cache_control ??= marker;
  }

  /** Throws `invalid_request` for what the upstream would refuse: more than four markers, or an hour's after a five-minute one. */
  check(body: JsonObject): void {
    const markers: JsonObject[] = [];
    let lastBlock: JsonObject = {};
    forEachBlock(body, (block) => {
      lastBlock = block;
      if (!isAbsent(block.cache_control)) markers.push(block.cache_control as JsonObject);
    });
    const automatic = body.cache_control as JsonObject | undefined;
    if (automatic) {
      const onLast = lastBlock.cache_control as JsonObject | undefined;
      if (onLast && ttlOf(onLast) !== ttlOf(automatic)) throw invalid("cache_control", "the last block is marked with another ttl.");
      markers.push(automatic);
    }
    this.#checkCount(markers);
    this.#checkOrder(markers);
  }

  #note(marker: CacheMarker, param: string): CacheMarker {
    this.#params.set(marker, param);
    return marker;
  }

  #checkCount(markers: JsonObject[]): void {
    if (markers.length <= MOST_MARKERS) return;
    throw invalid(
      this.#paramOf(markers[MOST_MARKERS]),
      `A maximum of 4 blocks with cache_control may be provided. Found ${markers.length}.`,
    );
  }

  #checkOrder(markers: JsonObject[]): void {
    const firstShort = markers.findIndex((marker) => ttlOf(marker) === "5m");
    const late = markers.find((marker, index) => firstShort !== -1 && index > firstShort && ttlOf(marker) === "1h");
    if (late)
      throw invalid(
        this.#paramOf(late),
        'a marker with ttl "1h" must come before those with ttl "5m" (tools, then system, then messages).',
      );
  }

  #paramOf(marker: unknown): string {
    return this.#params.get(marker) ?? "cache_control";
  }
}

function cacheControl(value: unknown, param: string): CacheMarker {
  const { type, ttl, ...others } = requireObject(value, param);
  if (type !== "ephemeral") throw invalid(`${param}.type`, 'must be "ephemeral".');
  if (!isAbsent(ttl) && ttl !== "5m" && ttl !== "1h") throw invalid(`${param}.ttl`, 'must be "5m" or "1h".');
  const other = Object.keys(others)[0];
  if (other !== undefined) throw invalid(`${param}.${other}`, "is not known here.");
  return isAbsent(ttl) ? { type } : { type, ttl };
}

function breakpoint(value: unknown, param: string): CacheMarker {
  const { mode, ttl } = requireObject(value, param);
  if (mode !== "explicit") throw invalid(`${param}.mode`, 'must be "explicit".');
  return markerWithTtl(ttl, `${param}.ttl`);
}

/** OpenAI's lifetimes: more than five minutes becomes an hour here. */
function markerWithTtl(ttl: unknown, param: string): CacheMarker {
  if (isAbsent(ttl) || ttl === "5m") return { type: "ephemeral" };
  if (ttl !== "30m" && ttl !== "1h" && ttl !== "12h") throw invalid(param, 'must be "5m", "30m", "1h" or "12h".');
  return { type: "ephemeral", ttl: "1h" };
}

function ttlOf(marker: JsonObject): unknown {
  return marker.ttl ?? "5m";
}

function place(param: string, name: string): string {
  return param ? `${param}.${name}` : name;
}
