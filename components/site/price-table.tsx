import { useTranslations } from "next-intl";
import type { PriceRow } from "@/components/site/price-rows";
import { Badge } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import { TABLE_ROLES } from "@/components/ui/table-roles";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";

type PriceTableProps = { caption: string; rows: readonly PriceRow[] /** The heads of columns above the rows. */; hasHead: boolean };

const ROW =
  "grid grid-cols-3 gap-x-3 gap-y-2 px-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_repeat(6,minmax(0,5.5rem))] sm:items-baseline sm:gap-x-2";
const COLUMNS = [...TOKEN_CLASSES, "context"] as const;

/** Dollars per million tokens. In a narrow place each figure has its name above it, three in a row. */
export function PriceTable({ caption, rows, hasHead }: PriceTableProps) {
  const t = useTranslations("site.prices");
  return (
    <table {...TABLE_ROLES.table} className="block w-full text-small">
      <caption className="sr-only">{caption}</caption>
      <thead {...TABLE_ROLES.rowgroup} className={classNames("block text-caption text-muted", hasHead ? "max-sm:sr-only" : "sr-only")}>
        <tr {...TABLE_ROLES.row} className={classNames(ROW, "py-2")}>
          <th {...TABLE_ROLES.columnheader} scope="col" className="text-left font-medium">
            {t("model")}
          </th>
          {COLUMNS.map((each) => (
            <th key={each} {...TABLE_ROLES.columnheader} scope="col" className="text-right font-medium">
              {t(each)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...TABLE_ROLES.rowgroup} className="block divide-y divide-line-subtle">
        {rows.flatMap((row) => [
          <Row key={row.id} row={row} isLong={false} />,
          ...(row.long ? [<Row key={`${row.id} long`} row={row} isLong />] : []),
        ])}
      </tbody>
    </table>
  );
}

function Row({ row, isLong }: { row: PriceRow; isLong: boolean }) {
  const t = useTranslations("site.prices");
  const prices = isLong && row.long ? row.long.prices : row.prices;
  return (
    <tr {...TABLE_ROLES.row} className={classNames(ROW, "hover:bg-hover")}>
      <th {...TABLE_ROLES.rowheader} scope="row" className="col-span-3 grid gap-0.5 text-left font-medium sm:col-span-1">
        {isLong ? (
          <span className="font-normal text-muted">
            <span className="sr-only">{row.name}: </span>
            {t("long", { tokens: row.long?.above ?? "" })}
          </span>
        ) : (
          <>
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              {row.name}
              {row.retiresOn && <Badge tone="warning">{t("retires", { date: row.retiresOn })}</Badge>}
              {row.isRetired && <Badge>{t("retired")}</Badge>}
            </span>
            <code className="font-mono text-caption font-normal break-all text-muted">{row.id}</code>
          </>
        )}
      </th>
      {COLUMNS.map((each) => (
        <td key={each} {...TABLE_ROLES.cell} className="figure sm:text-right">
          {!(isLong && each === "context") && (
            <span aria-hidden className="block text-caption text-muted sm:hidden">
              {t(each)}
            </span>
          )}
          {each === "context" ? (isLong ? "" : row.context) : prices[each]}
        </td>
      ))}
    </tr>
  );
}
