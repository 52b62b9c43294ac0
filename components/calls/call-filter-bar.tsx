import { Search } from "lucide-react";
import Form from "next/form";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type CallSearch, callSearchHref, FIRST_PAGE, NO_FILTERS } from "@/components/calls/call-search";
import { DateRange } from "@/components/ui/date-range";
import { type Filter, FilterBar } from "@/components/ui/filter-bar";
import { Input } from "@/components/ui/input";
import { PRESETS } from "@/components/usage/time-range";
import { OUTCOMES } from "@/lib/usage/call";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";

type CallFilterBarProps = {
  search: CallSearch;
  /** Names by id. */
  models: Readonly<Record<string, string>>;
  keys: Readonly<Record<string, string>>;
  actions?: ReactNode;
};

/** The filters of the list of calls, each of them an address. */
export function CallFilterBar({ search, models, keys, actions }: CallFilterBarProps) {
  const t = useTranslations("calls");
  const rangeText = useRangeText();
  const href = (change: Partial<CallSearch>) => callSearchHref("/calls", { ...search, ...FIRST_PAGE, ...change });
  const filter = (id: "model" | "key" | "outcome" | "stream", names: Readonly<Record<string, string>>): Filter => {
    const value = search[id];
    return {
      id,
      name: t(`filters.${id}`),
      chosen: value && (names[value] ?? value),
      clearHref: href({ [id]: null }),
      choices: Object.entries(names).map(([choice, name]) => ({ id: choice, name, href: href({ [id]: choice }) })),
    };
  };
  const outcomes = Object.fromEntries(OUTCOMES.map((each) => [each, t(`outcome.${each}`)]));
  const answers = { yes: t("filters.streamed"), no: t("filters.whole") };
  const idFilter: Filter = { id: "id", name: t("filters.id"), chosen: search.id, clearHref: href({ id: null }), choices: [] };
  return (
    <FilterBar
      filters={[filter("model", models), filter("key", keys), filter("outcome", outcomes), filter("stream", answers), idFilter]}
      clearHref={href(NO_FILTERS)}
      actions={actions}
    >
      <Form action="/calls" replace scroll={false} className="relative w-full sm:w-56">
        <Kept search={{ ...search, ...FIRST_PAGE, id: null }} />
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          name="id"
          aria-label={t("filters.search")}
          placeholder={t("filters.searchHint")}
          className="pl-8"
          maxLength={100}
        />
      </Form>
      <DateRange
        presets={[
          { id: "any", name: rangeText(null, null, null), href: href({ range: null, since: null, until: null }) },
          ...PRESETS.map((id) => ({ id, name: rangeText(id, null, null), href: href({ range: id, since: null, until: null }) })),
        ]}
        value={search.since || search.until ? null : (search.range ?? "any")}
        text={rangeText(search.range, search.since, search.until)}
        since={search.since}
        until={search.until}
        min={FIRST_DAY}
        max={LAST_DAY}
        action="/calls"
        kept={keptFields({ ...search, ...FIRST_PAGE, range: null, since: null, until: null })}
      />
    </FilterBar>
  );
}

function Kept({ search }: { search: CallSearch }) {
  return Object.entries(keptFields(search)).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

/** What else the address has, for the fields of a form. */
export function keptFields(search: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** A stretch of days in words. */
export function useRangeText(): (range: string | null, since: string | null, until: string | null) => string {
  const t = useTranslations("controls.dates");
  const format = useFormatter();
  const name = (day: string) => format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", dateStyle: "medium" });
  return (range, since, until) => {
    if (since && until) return since === until ? name(since) : t("between", { since: name(since), until: name(until) });
    if (since) return t("from", { since: name(since) });
    if (until) return t("upTo", { until: name(until) });
    return range ? t(`preset.${range as "7d"}`) : t("any");
  };
}
