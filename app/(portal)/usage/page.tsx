import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { readUsage } from "@/app/(portal)/usage/read-usage";
import { takeawayOf } from "@/app/(portal)/usage/takeaway";
import { callSearchHref, loadCallSearch } from "@/components/calls/call-search";
import { RecentCalls } from "@/components/calls/recent-calls";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { CacheDoctor } from "@/components/usage/cache-doctor";
import { cacheLosses } from "@/components/usage/cache-losses";
import { ChartCard } from "@/components/usage/chart-card";
import { chartSeries } from "@/components/usage/chart-series";
import { UsageBreakdown } from "@/components/usage/usage-breakdown";
import { chosenGroup, loadUsageSearch, TABS, type UsageSearch, usageFilters, usageHref, usageRange } from "@/components/usage/usage-search";
import { UsageStats } from "@/components/usage/usage-stats";
import { UsageToolbar } from "@/components/usage/usage-toolbar";
import { currentWorkspace } from "@/lib/auth/current-user";
import { shownName } from "@/lib/basics/time-zones";
import { listKeys } from "@/lib/keys/list-keys";
import { priceBook } from "@/lib/pricing/price-book";
import { dayOf } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import type { UsageSum } from "@/lib/usage/sum-usage";

const RECENT_CALLS = 8;
const HOUR_MS = 3_600_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("usage"))("title") };
}

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const query = await searchParams;
  // The list of calls was a part of this page, and its links are in mails and notes.
  const list = loadCallSearch(query);
  if (list.outcome || list.stream || list.cursor) redirect(headerSafe(callSearchHref("/calls", list)));
  const [t, workspace, search] = await Promise.all([getTranslations("usage"), currentWorkspace(), loadUsageSearch(query)]);
  const { id, timeZone } = workspace;
  const now = new Date();
  const range = usageRange(search, timeZone, now);
  const [usage, recent, keys, book] = await Promise.all([
    readUsage(id, search, range, timeZone),
    listCalls(id, { from: range.from, to: range.to, ...usageFilters(search) }, null, RECENT_CALLS),
    listKeys(id),
    priceBook(),
  ]);
  const offered = book.offeredModels(now).map((model) => [model.id, model.displayName] as const);
  const used = [...usage.chart, ...usage.cells].flatMap(({ modelId }) => modelId ?? []);
  const older = [...used, ...recent.calls.map(({ modelId }) => modelId), ...(search.model ? [search.model] : [])];
  const modelNames = Object.fromEntries([...offered, ...older.map((model) => [model, book.model(model)?.displayName ?? model] as const)]);
  const keyNames = Object.fromEntries(keys.map((key) => [key.id, key.name]));
  const names = { ...modelNames, ...keyNames };
  const [measure, group, tab] = [search.measure ?? "spend", chosenGroup(search), search.tab ?? "model"];
  const running = range.isByHour ? new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString() : dayOf(now, timeZone);
  const { rows, series } = chartSeries(usage.chart, { range, measure, group, running });
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { timeZone: shownName(timeZone) })} />
      <UsageToolbar search={search} range={range} models={modelNames} keys={keyNames} />
      <UsageStats figures={usage.all} before={usage.before} search={search} />
      <ChartCard
        {...{ rows, series, search, timeZone, names }}
        isByHour={range.isByHour}
        takeaway={await takeawayOf(usage, measure, range, timeZone)}
      />
      <Card isFlush>
        <div className="px-4 pt-4 pb-3">
          <SegmentedControl
            label={t("by")}
            value={tab}
            segments={TABS.map((each) => ({ id: each, name: t(each), href: usageHref(search, { tab: each, sort: null }) }))}
          />
        </div>
        <UsageBreakdown tab={tab} rows={await breakdownRows(usage.breakdown, search, names)} search={search} />
      </Card>
      <CacheDoctor losses={cacheLosses(usage.cells)} names={names} search={search} />
      {recent.calls.length > 0 && (
        <RecentCalls title={t("recent")} allCalls={t("allCalls")} calls={recent.calls} {...{ timeZone, keyNames, modelNames }} />
      )}
    </>
  );
}

async function breakdownRows(sums: readonly UsageSum[], { tab }: UsageSearch, names: Record<string, string>) {
  const format = await getFormatter();
  const dayName = (day: string) => format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", dateStyle: "medium" });
  return sums.map(({ day, modelId, keyId, ...figures }) => {
    const id = day ?? modelId ?? keyId ?? "";
    return { id, name: tab === "day" ? dayName(id) : (names[id] ?? id), figures };
  });
}

/** An address of a redirect is a header, which has ASCII alone. */
function headerSafe(href: string): string {
  const { pathname, search } = new URL(href, "http://localhost");
  return pathname + search;
}
