import { useTranslations } from "next-intl";
import { PriceFigure, PriceGrid, PriceGridName, PriceGridRow } from "@/components/site/price-grid";
import type { PriceRow } from "@/components/site/price-rows";
import { Badge } from "@/components/ui/badge";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";

type PriceTableProps = { caption: string; rows: readonly PriceRow[] /** The heads of columns above the rows. */; hasHead: boolean };

const GRID = "sm:grid-cols-[minmax(0,1fr)_repeat(6,minmax(0,5.5rem))]";
const COLUMNS = [...TOKEN_CLASSES, "context"] as const;

/** Dollars per million tokens of each model. */
export function PriceTable({ caption, rows, hasHead }: PriceTableProps) {
  const t = useTranslations("site.prices");
  const heads = [{ id: "model", name: t("model"), isText: true }, ...COLUMNS.map((id) => ({ id, name: t(id) }))];
  return (
    <PriceGrid caption={caption} columns={GRID} heads={heads} hasHead={hasHead}>
      {rows.flatMap((row) => [
        <Row key={row.id} row={row} isLong={false} />,
        ...(row.long ? [<Row key={`${row.id} long`} row={row} isLong />] : []),
      ])}
    </PriceGrid>
  );
}

function Row({ row, isLong }: { row: PriceRow; isLong: boolean }) {
  const t = useTranslations("site.prices");
  const prices = isLong && row.long ? row.long.prices : row.prices;
  return (
    <PriceGridRow columns={GRID}>
      <PriceGridName>
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
      </PriceGridName>
      {COLUMNS.map((each) => (
        <PriceFigure key={each} name={isLong && each === "context" ? null : t(each)}>
          {each === "context" ? (isLong ? "" : row.context) : prices[each]}
        </PriceFigure>
      ))}
    </PriceGridRow>
  );
}
