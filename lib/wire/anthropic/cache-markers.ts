import { forEachBlock } from "@/lib/wire/anthropic/blocks";
import { isObject, type JsonObject } from "@/lib/wire/json";

/** The cache lifetimes that a request asks for with `cache_control`, including the automatic marker at the top level. */
export type CacheMarkers = { count: number; has5m: boolean; has1h: boolean };

export const NO_MARKERS: CacheMarkers = { count: 0, has5m: false, has1h: false };

/** Reads the markers without validating them: on `/messages` the upstream does that. */
export function markersOf(body: JsonObject): CacheMarkers {
  const markers = { ...NO_MARKERS };
  forEachBlock(body, (block) => count(markers, block.cache_control));
  count(markers, body.cache_control);
  return markers;
}

function count(markers: CacheMarkers, marker: unknown): void {
  if (!isObject(marker)) return;
  markers.count++;
  if (marker.ttl === "1h") markers.has1h = true;
  else markers.has5m = true;
}
