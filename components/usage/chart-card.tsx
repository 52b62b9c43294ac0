import { ChartColumn, Table2 } from "lucide-react";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { BarStack } from "@/components/ui/bar-stack";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { moneyText } from "@/components/ui/money-display";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { ChartLegend } from "@/components/usage/chart-legend";
import { type ChartRow, OTHERS, type Series } from "@/components/usage/chart-series";
import { ChartTable } from "@/components/usage/chart-table";
import { UsageChart } from "@/components/usage/usage-chart";
import { chosenGroup, groupsOf, MEASURES, type UsageSearch, usageHref } from "@/components/usage/usage-search";

type ChartCardProps = {
  rows: readonly ChartRow[];
  series: readonly Series[];
  search: UsageSearch;
  isByHour: boolean;
  timeZone: string;
  /** The chart in one sentence. */
  takeaway: string;
  /** Names of models and keys by id. */
  names: Readonly<Record<string, string>>;
};

/** Spend, tokens or calls by day or hour, split by model, key or token class. The choice is in the address. */
export function ChartCard({ rows, series, search, isByHour, timeZone, takeaway, names }: ChartCardProps) {
  const t = useTranslations("usage");
  const format = useFormatter();
  const locale = useLocale();
  const measure = search.measure ?? "spend";
  const group = chosenGroup(search);
  const isMoney = measure === "spend";
  const isTable = search.view === "table";
  const text = (value: bigint) => (isMoney ? moneyText(value, "sum", locale) : format.number(value));
  const nameOf = (id: string) =>
    group === "class" ? t(`class.${id as "input"}`) : id === OTHERS ? t(`others.${group}`) : (names[id] ?? id);
  const named = series.map((each) => ({ ...each, name: nameOf(each.id) }));
  const place = (at: string) =>
    isByHour
      ? format.dateTime(new Date(at), { timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" })
      : format.dateTime(new Date(`${at}T00:00:00Z`), { timeZone: "UTC", dateStyle: "medium" });
  const bars = rows.map(({ at, isRunning, values }) => {
    const parts = named.map(({ id, colour }) => ({ id, colour, value: BigInt(values[id] ?? "0") }));
    const sum = parts.reduce((all, { value }) => all + value, 0n);
    return { id: at, title: t("chart.bar", { at: place(at), sum: text(sum) }), parts, isRunning };
  });
  return (
    <Card isFlush>
      <div className="flex flex-wrap items-center gap-2 px-4 pt-4">
        <SegmentedControl
          label={t("chart.measure")}
          value={measure}
          segments={MEASURES.map((id) => ({ id, name: t(`measure.${id}`), href: usageHref(search, { measure: id }) }))}
        />
        <SegmentedControl
          label={t("chart.group")}
          value={group}
          segments={groupsOf(measure).map((id) => ({ id, name: t(`group.${id}`), href: usageHref(search, { group: id }) }))}
        />
        <Button asChild look="secondary" size="small" className="ml-auto">
          <Link href={usageHref(search, { view: isTable ? null : "table" })} replace scroll={false}>
            {isTable ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
            {t(isTable ? "chart.showChart" : "chart.showTable")}
          </Link>
        </Button>
      </div>
      <figure className="grid gap-4 p-4 xl:grid-cols-[minmax(0,1fr)_18rem]">
        <figcaption className="text-small text-muted xl:col-span-2">{takeaway}</figcaption>
        {isTable ? (
          <ChartTable bars={bars} series={named} isMoney={isMoney} place={place} />
        ) : (
          <UsageChart {...{ rows, isMoney, isByHour, timeZone }} series={named.map(({ id, name, colour }) => ({ id, name, colour }))}>
            <BarStack label={takeaway} bars={bars} className="h-full w-full" />
          </UsageChart>
        )}
        <ChartLegend series={named} search={search} isMoney={isMoney} />
      </figure>
    </Card>
  );
}
