import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { dayText, plainText, UUID } from "@/components/calls/call-search";
import { PRESETS, type TimeRange, timeRange } from "@/components/usage/time-range";
import { invariant } from "@/lib/basics/errors";

export const MEASURES = ["spend", "tokens", "calls"] as const;
export type Measure = (typeof MEASURES)[number];
const GROUPS = ["class", "model", "key"] as const;
export type Group = (typeof GROUPS)[number];
export const TABS = ["model", "key", "day"] as const;

/** The state of the usage page in its address: what is counted, and how it is looked at. */
const usageSearch = {
  model: plainText,
  key: plainText,
  range: parseAsStringLiteral(PRESETS),
  since: dayText,
  until: dayText,
  measure: parseAsStringLiteral(MEASURES),
  group: parseAsStringLiteral(GROUPS),
  /** The chart's figures as a table. */
  view: parseAsStringLiteral(["table"]),
  legend: plainText,
  tab: parseAsStringLiteral(TABS),
  sort: plainText,
};
export const loadUsageSearch = createLoader(usageSearch);
const serialize = createSerializer(usageSearch);

export type UsageSearch = inferParserType<typeof usageSearch>;

export function usageHref(search: UsageSearch, change: Partial<UsageSearch>): string {
  return serialize("/usage", { ...search, ...change });
}

/** Thirty days, if the address says nothing else. */
export function usageRange(search: UsageSearch, timeZone: string, now: Date): TimeRange {
  const found = timeRange(search, timeZone, now) ?? timeRange({ range: "30d", since: null, until: null }, timeZone, now);
  invariant(found, "thirty days are a range");
  return found;
}

/** Only tokens have classes: a charge is rounded once for a whole call. */
export function groupsOf(measure: Measure): readonly Group[] {
  return measure === "tokens" ? GROUPS : GROUPS.filter((group) => group !== "class");
}

export function chosenGroup({ group, measure }: UsageSearch): Group {
  const groups = groupsOf(measure ?? "spend");
  return groups.find((each) => each === group) ?? groups[0] ?? "model";
}

/** The filters of every figure on the page. An invalid key filters nothing. */
export function usageFilters({ model, key }: Pick<UsageSearch, "model" | "key">): { modelId?: string; keyId?: string } {
  return { ...(model && { modelId: model }), ...(key && UUID.test(key) && { keyId: key }) };
}
