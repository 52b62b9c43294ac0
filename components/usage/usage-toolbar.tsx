import { useTranslations } from "next-intl";
import { keptFields, useRangeText } from "@/components/calls/call-filter-bar";
import { DateRange } from "@/components/ui/date-range";
import { type Filter, FilterBar } from "@/components/ui/filter-bar";
import { PRESETS, type TimeRange } from "@/components/usage/time-range";
import { type UsageSearch, usageHref } from "@/components/usage/usage-search";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";

type UsageToolbarProps = {
  search: UsageSearch;
  range: TimeRange;
  /** Names by id. */
  models: Readonly<Record<string, string>>;
  keys: Readonly<Record<string, string>>;
};

const ANY_TIME = { range: null, since: null, until: null };

/** The time and the filters of the page. They hold for every figure on it. */
export function UsageToolbar({ search, range, models, keys }: UsageToolbarProps) {
  const t = useTranslations("usage");
  const rangeText = useRangeText();
  const filter = (id: "model" | "key", names: Readonly<Record<string, string>>): Filter => {
    const value = search[id];
    return {
      id,
      name: t(id),
      chosen: value && (names[value] ?? value),
      clearHref: usageHref(search, { [id]: null }),
      choices: Object.entries(names).map(([choice, name]) => ({ id: choice, name, href: usageHref(search, { [id]: choice }) })),
    };
  };
  return (
    <FilterBar filters={[filter("model", models), filter("key", keys)]} clearHref={usageHref(search, { model: null, key: null })}>
      <DateRange
        presets={PRESETS.map((id) => ({ id, name: rangeText(id, null, null), href: usageHref(search, { ...ANY_TIME, range: id }) }))}
        value={range.preset}
        text={rangeText(range.preset === "custom" ? null : range.preset, search.since, search.until)}
        since={search.since}
        until={search.until}
        min={FIRST_DAY}
        max={LAST_DAY}
        action="/usage"
        kept={keptFields({ ...search, ...ANY_TIME })}
      />
    </FilterBar>
  );
}
