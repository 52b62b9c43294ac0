import { createLoader, createParser, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { PRESETS, timeRange } from "@/components/usage/time-range";
import { OUTCOMES } from "@/lib/usage/call";
import type { CallFilters } from "@/lib/usage/call-filters";
import { dayAfter, isDay, startOfDay } from "@/lib/usage/days";

/** Longer than any id or cursor of ours. */
const LONGEST = 400;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A text of an address that Postgres can read. Anything else counts as absent. */
export const plainText = createParser({
  parse: (value: string) => (value !== "" && value.length <= LONGEST && !/\p{C}/u.test(value) ? value : null),
  serialize: (value: string) => value,
});
export const dayText = createParser({ parse: (value: string) => (isDay(value) ? value : null), serialize: (value: string) => value });

/** The filters of the list of calls in the page's address. Days are those of the workspace's time zone. */
const filters = {
  model: plainText,
  key: plainText,
  outcome: parseAsStringLiteral(OUTCOMES),
  stream: parseAsStringLiteral(["yes", "no"]),
  range: parseAsStringLiteral(PRESETS),
  since: dayText,
  until: dayText,
  /** A call's id, its beginning, or a request id of the upstream. */
  id: plainText,
};
const callSearch = {
  ...filters,
  sort: parseAsStringLiteral(["-charge"]),
  columns: plainText,
  /** The page of older calls after this one. */
  cursor: plainText,
  /** The page of newer calls before this one, or `end` for the last page. */
  before: plainText,
};
export const loadCallSearch = createLoader(callSearch);
export const callSearchHref = createSerializer(callSearch);

export type CallSearch = inferParserType<typeof callSearch>;

export const NO_FILTERS = { model: null, key: null, outcome: null, stream: null, range: null, since: null, until: null, id: null };
/** A cursor of another filter would begin in the middle. */
export const FIRST_PAGE = { cursor: null, before: null };

/** An invalid value filters nothing: an address may have been typed by hand. */
export function filtersOfSearch(search: CallSearch, timeZone: string, now: Date): CallFilters {
  const { model, key, outcome, stream, since, until, id } = search;
  const preset = since || until ? null : timeRange(search, timeZone, now);
  return {
    ...(model && { modelId: model }),
    ...(key && UUID.test(key) && { keyId: key }),
    ...(outcome && { outcome }),
    ...(stream && { isStream: stream === "yes" }),
    ...(id && { id }),
    ...(preset && { from: preset.from, to: preset.to }),
    ...(since && { from: startOfDay(since, timeZone) }),
    ...(until && { to: startOfDay(dayAfter(until), timeZone) }),
  };
}

export function isFiltered(search: CallSearch): boolean {
  return Object.keys(filters).some((name) => search[name as keyof typeof filters] !== null);
}
