import { useTranslations } from "next-intl";
import type { StackedBar } from "@/components/ui/bar-stack";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";

type ChartTableProps = {
  bars: readonly StackedBar[];
  series: readonly { id: string; name: string }[];
  isMoney: boolean;
  place: (at: string) => string;
};

/** More columns than these do not fit beside the sum. */
const COLUMNS = 4;

/** The chart's figures, the newest first; bars without usage are left out. */
export function ChartTable({ bars, series, isMoney, place }: ChartTableProps) {
  const t = useTranslations("usage");
  const figure = (value: bigint) => (isMoney ? <Money amountNano={value} kind="sum" /> : <Count value={Number(value)} />);
  const sumOf = ({ parts }: StackedBar) => parts.reduce((sum, { value }) => sum + value, 0n);
  const rows = bars.filter((bar) => sumOf(bar) > 0n).toReversed();
  const columns: TableColumn<StackedBar>[] = [
    { id: "at", name: t("day"), cell: ({ id }) => <span className="whitespace-nowrap">{place(id)}</span>, inList: "title" },
    ...series.slice(0, COLUMNS).map(
      ({ id, name }): TableColumn<StackedBar> => ({
        id: `series.${id}`,
        name,
        cell: ({ parts }) => figure(parts.find((part) => part.id === id)?.value ?? 0n),
        isNumeric: true,
        showFrom: "md",
      }),
    ),
    { id: "sum", name: t("sum"), cell: (bar) => figure(sumOf(bar)), isNumeric: true, inList: "value" },
  ];
  if (rows.length === 0) return <p className="py-8 text-center text-muted">{t("chart.nothing")}</p>;
  return (
    <div className="min-w-0">
      <DataTable caption={t("chart.table")} columns={columns} rows={rows} rowId={({ id }) => id} isDense />
    </div>
  );
}
