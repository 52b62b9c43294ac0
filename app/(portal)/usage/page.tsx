import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { CallList } from "@/components/calls/call-list";
import { filtersOfSearch, loadCallSearch } from "@/components/calls/call-search";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { UsageBreakdown } from "@/components/usage/usage-breakdown";
import { UsageChart } from "@/components/usage/usage-chart";
import { UsageStats } from "@/components/usage/usage-stats";
import { currentWorkspace } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { shownName } from "@/lib/basics/time-zones";
import { listKeys } from "@/lib/keys/list-keys";
import { priceBook } from "@/lib/pricing/price-book";
import { addUpUsage, addUpUsageBy, allTokens, cacheHitRate } from "@/lib/usage/add-up-usage";
import type { CallFilters } from "@/lib/usage/call-filters";
import { lastDays } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import { sumUsage, type UsageSum } from "@/lib/usage/sum-usage";

const DAYS = 30;
const PAGE_SIZE = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("usage"))("title") };
}

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, workspace, search] = await Promise.all([getTranslations("usage"), currentWorkspace(), loadCallSearch(searchParams)]);
  const range = lastDays(DAYS, workspace.timeZone, new Date());
  const [sums, page, keys, book] = await Promise.all([
    sumUsage(workspace.id, { ...range, timeZone: workspace.timeZone, by: ["day", "model", "key"] }),
    firstPageOnBadCursor(workspace.id, filtersOfSearch(search, workspace.timeZone), search.cursor),
    listKeys(workspace.id),
    priceBook(),
  ]);
  const byModel = addUpUsageBy(sums, (sum) => sum.modelId ?? "");
  const byKey = addUpUsageBy(sums, (sum) => sum.keyId ?? "");
  const modelNames = Object.fromEntries(byModel.map(([id]) => [id, book.model(id)?.displayName ?? id]));
  const keyNames = Object.fromEntries(keys.map((key) => [key.id, key.name]));
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { days: DAYS, timeZone: shownName(workspace.timeZone) })} />
      <UsageStats figures={addUpUsage(sums)} />
      <Card title={t("chart.title")} isFlush>
        <UsageChart points={pointsOf(sums)} days={range.days} modelNames={modelNames} takeaway={await takeawayOf(sums)} />
      </Card>
      {byModel.length > 0 && (
        <Card title={t("byModel")} isFlush>
          <UsageBreakdown
            dimension={t("chart.model")}
            caption={t("byModel")}
            rows={byModel.map(([id, figures]) => ({ id, name: modelNames[id] ?? id, figures }))}
          />
        </Card>
      )}
      {byKey.length > 1 && (
        <Card title={t("byKey")} isFlush>
          <UsageBreakdown
            dimension={t("key")}
            caption={t("byKey")}
            rows={byKey.map(([id, figures]) => ({ id, name: keyNames[id] ?? id, figures }))}
          />
        </Card>
      )}
      <CallList page={page} search={search} timeZone={workspace.timeZone} models={modelNames} keys={keyNames} />
    </>
  );
}

function pointsOf(sums: UsageSum[]) {
  return addUpUsageBy(sums, (sum) => `${sum.day} ${sum.modelId}`).map(([name, { tokens }]) => {
    const [day = "", modelId = ""] = name.split(" ");
    return { day, modelId, tokens };
  });
}

async function takeawayOf(sums: UsageSum[]): Promise<string> {
  const [t, format] = await Promise.all([getTranslations("usage.chart"), getFormatter()]);
  const { tokens } = addUpUsage(sums);
  const busiest = addUpUsageBy(sums, (sum) => sum.day ?? "").sort(([, a], [, b]) => allTokens(b.tokens) - allTokens(a.tokens))[0];
  if (!busiest || allTokens(tokens) === 0) return t("nothing", { days: DAYS });
  const count = (value: number) => format.number(value, { notation: "compact", maximumSignificantDigits: 3 });
  return t("takeaway", {
    days: DAYS,
    tokens: count(allTokens(tokens)),
    cached: format.number(cacheHitRate(tokens) ?? 0, { style: "percent", maximumFractionDigits: 0 }),
    day: format.dateTime(new Date(`${busiest[0]}T00:00:00Z`), { timeZone: "UTC", month: "long", day: "numeric" }),
    dayTokens: count(allTokens(busiest[1].tokens)),
  });
}

// With a cursor from an old link, or one that a mail program cut short, the page shows the newest calls instead of an error.
async function firstPageOnBadCursor(workspaceId: string, filters: CallFilters, cursor: string | null) {
  try {
    return await listCalls(workspaceId, filters, cursor, PAGE_SIZE);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_request") return listCalls(workspaceId, filters, null, PAGE_SIZE);
    throw error;
  }
}
