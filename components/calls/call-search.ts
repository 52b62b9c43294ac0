import { createLoader, createParser, createSerializer, parseAsStringLiteral } from "nuqs/server";
import { type CallOutcome, OUTCOMES } from "@/lib/usage/call";
import type { CallFilters } from "@/lib/usage/call-filters";
import { dayAfter, isDay, startOfDay } from "@/lib/usage/days";

/** Longer than any id or cursor of ours. */
const LONGEST = 400;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A text of an address that Postgres can read. Anything else counts as absent. */
const text = createParser({
  parse: (value: string) => (value.length <= LONGEST && !/\p{C}/u.test(value) ? value : null),
  serialize: (value: string) => value,
});
const day = createParser({ parse: (value: string) => (isDay(value) ? value : null), serialize: (value: string) => value });

/** The state of the list of calls in the page's address. Days are those of the workspace's time zone. */
export const callSearch = {
  model: text,
  key: text,
  outcome: parseAsStringLiteral(OUTCOMES),
  stream: parseAsStringLiteral(["yes", "no"]),
  since: day,
  until: day,
  cursor: text,
};
export const loadCallSearch = createLoader(callSearch);
export const callSearchHref = createSerializer(callSearch);

export type CallSearch = {
  model: string | null;
  key: string | null;
  outcome: CallOutcome | null;
  stream: "yes" | "no" | null;
  since: string | null;
  until: string | null;
  cursor: string | null;
};

/** An invalid value filters nothing: an address may have been typed by hand. */
export function filtersOfSearch(search: CallSearch, timeZone: string): CallFilters {
  const { model, key, outcome, stream, since, until } = search;
  return {
    ...(model && { modelId: model }),
    ...(key && UUID.test(key) && { keyId: key }),
    ...(outcome && { outcome }),
    ...(stream && { isStream: stream === "yes" }),
    ...(since && { from: startOfDay(since, timeZone) }),
    ...(until && { to: startOfDay(dayAfter(until), timeZone) }),
  };
}

export function isFiltered({ cursor: _, ...filters }: CallSearch): boolean {
  return Object.values(filters).some((value) => value !== null);
}
