import { useFormatter, useTranslations } from "next-intl";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ChartRow, Series } from "@/components/usage/chart-series";

/** The chart's figures, the newest day first; days without usage are left out. */
export function UsageDaysTable({ rows, series }: { rows: ChartRow[]; series: (Series & { name: string })[] }) {
  const t = useTranslations("usage.chart");
  const format = useFormatter();
  const used = rows.filter((row) => Object.values(row.counts).some((count) => count > 0)).toReversed();
  if (used.length === 0) return <p className="py-8 text-center text-body text-muted">{t("noTokens")}</p>;
  return (
    <Table caption={t("tableCaption")} isWide>
      <TableHead>
        <ColumnHeader>{t("day")}</ColumnHeader>
        {series.map(({ id, name }) => (
          <ColumnHeader key={id} isNumeric>
            {name}
          </ColumnHeader>
        ))}
      </TableHead>
      <TableBody>
        {used.map(({ day, counts }) => (
          <TableRow key={day}>
            <RowHeader className="whitespace-nowrap">
              {format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", dateStyle: "medium" })}
            </RowHeader>
            {series.map(({ id, name }) => (
              <Cell key={id} label={name} isNumeric>
                {format.number(counts[id] ?? 0)}
              </Cell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
