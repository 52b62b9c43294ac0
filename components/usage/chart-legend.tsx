import { useTranslations } from "next-intl";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import { ShareBar } from "@/components/ui/share-bar";
import { type TableColumn, tableView } from "@/components/ui/table-column";
import { OTHERS, type Series } from "@/components/usage/chart-series";
import { chosenGroup, type UsageSearch, usageHref } from "@/components/usage/usage-search";

type NamedSeries = Series & { name: string };
type ChartLegendProps = { series: readonly NamedSeries[]; search: UsageSearch; isMoney: boolean };

/** The colours of the chart with their sums and shares. A row shows it alone. */
export function ChartLegend({ series, search, isMoney }: ChartLegendProps) {
  const t = useTranslations("usage");
  const group = chosenGroup(search);
  const most = series.reduce((found, { total }) => (total > found ? total : found), 1n);
  const columns: TableColumn<NamedSeries>[] = [
    {
      id: "name",
      name: t(`group.${group}`),
      cell: ({ name, colour }) => (
        <span className="inline-flex items-start gap-2">
          <span aria-hidden className="mt-1 size-2.5 shrink-0 rounded-sm" style={{ background: colour }} />
          <bdi>{name}</bdi>
        </span>
      ),
      sortBy: ({ name }) => name,
      isAscendingFirst: true,
      inList: "title",
    },
    {
      id: "value",
      name: t("sum"),
      cell: ({ total, colour }) => (
        <span className="grid justify-items-end gap-1">
          {isMoney ? <Money amountNano={total} kind="sum" /> : <Count value={Number(total)} />}
          <ShareBar className="w-16" parts={[{ id: "share", permille: Number((total * 1_000n) / most), colour }]} />
        </span>
      ),
      isNumeric: true,
      sortBy: ({ total }) => total,
      inList: "value",
    },
  ];
  const isIsolated = group !== "class" && search[group] !== null;
  return (
    <div className="min-w-0 max-xl:-mx-4">
      <DataTable
        caption={t("chart.legend")}
        columns={columns}
        rows={series}
        rowId={({ id }) => id}
        view={tableView(columns, search.legend, null)}
        sortHref={(legend) => usageHref(search, { legend })}
        isDense
        {...(group !== "class" && {
          rowHref: ({ id }: NamedSeries) => usageHref(search, id === OTHERS ? {} : { [group]: isIsolated ? null : id }),
        })}
      />
    </div>
  );
}
