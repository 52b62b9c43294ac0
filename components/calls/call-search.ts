import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type CallOutcome, OUTCOMES } from "@/lib/usage/call";
import { startOfDay } from "@/lib/usage/days";
import type { CallFilters } from "@/lib/usage/list-calls";

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;

/** The state of the list of calls in the page's address. Days are those of the workspace's time zone. */
export const callSearch = {
  model: parseAsString,
  key: parseAsString,
  outcome: parseAsStringLiteral(OUTCOMES),
  stream: parseAsStringLiteral(["yes", "no"]),
  since: parseAsString,
  until: parseAsString,
  cursor: parseAsString,
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
    ...(isDay(since) && { from: startOfDay(since, timeZone) }),
    ...(isDay(until) && { to: startOfDay(dayAfter(until), timeZone) }),
  };
}

export function isFiltered({ cursor: _, ...filters }: CallSearch): boolean {
  return Object.values(filters).some((value) => value !== null);
}

function isDay(text: string | null): text is string {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}
