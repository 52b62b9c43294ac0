import { useFormatter, useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableFoot, TableHead, TableRow } from "@/components/ui/table";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";
import { addUpUsage, cacheHitRate, netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageFigures } from "@/lib/usage/sum-usage";

type UsageBreakdownProps = {
  /** The kind of a row: "Model" or "Key". */
  dimension: string;
  caption: string;
  rows: { id: string; name: string; figures: UsageFigures }[];
};

/** Sums by one dimension, with a column for every token class; the footer is the sum of the rows. */
export function UsageBreakdown({ dimension, caption, rows }: UsageBreakdownProps) {
  const t = useTranslations("usage");
  return (
    <Table caption={caption} isWide>
      <TableHead>
        <ColumnHeader>{dimension}</ColumnHeader>
        <ColumnHeader isNumeric>{t("calls")}</ColumnHeader>
        {TOKEN_CLASSES.map((each) => (
          <ColumnHeader key={each} isNumeric>
            {t(`chart.class.${each}`)}
          </ColumnHeader>
        ))}
        <ColumnHeader isNumeric>{t("hitRate")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("saved")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("charged")}</ColumnHeader>
      </TableHead>
      <TableBody>
        {rows.map(({ id, name, figures }) => (
          <FiguresRow key={id} name={name} figures={figures} />
        ))}
      </TableBody>
      {rows.length > 1 && (
        <TableFoot>
          <FiguresRow name={t("total")} figures={addUpUsage(rows.map((row) => row.figures))} />
        </TableFoot>
      )}
    </Table>
  );
}

function FiguresRow({ name, figures }: { name: string; figures: UsageFigures }) {
  const t = useTranslations("usage");
  const controls = useTranslations("controls");
  const format = useFormatter();
  const hitRate = cacheHitRate(figures.tokens);
  return (
    <TableRow>
      <RowHeader>{name}</RowHeader>
      <Cell label={t("calls")} isNumeric>
        {format.number(figures.requests)}
      </Cell>
      {TOKEN_CLASSES.map((each) => (
        <Cell key={each} label={t(`chart.class.${each}`)} isNumeric>
          {format.number(figures.tokens[each])}
        </Cell>
      ))}
      <Cell label={t("hitRate")} isNumeric>
        {hitRate === null ? (
          <span className="font-sans text-muted">{controls("notReported")}</span>
        ) : (
          format.number(hitRate, { style: "percent", maximumFractionDigits: 1 })
        )}
      </Cell>
      <Cell label={t("saved")} isNumeric>
        <Money amountNano={netSavingNano(figures)} kind="balance" />
      </Cell>
      <Cell label={t("charged")} isNumeric>
        <Money amountNano={figures.chargeNano} kind="sum" />
      </Cell>
    </TableRow>
  );
}
