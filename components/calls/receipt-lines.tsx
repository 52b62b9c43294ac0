import { useFormatter, useLocale, useTranslations } from "next-intl";
import { localDecimal } from "@/components/ui/money-display";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { dollarsPerMillionText, factorText } from "@/lib/basics/decimal";
import type { Receipt, ReceiptLine, TokenLine } from "@/lib/pricing/receipt";
import { dollarsFromPico } from "@/lib/receipts/receipt-json";

const DOLLARS = { style: "currency", currency: "USD", minimumFractionDigits: 2 } as const;

/** Every line of the arithmetic, each digit shown: count × price × multiplier = amount. */
export function ReceiptLines({ arithmetic }: { arithmetic: Receipt }) {
  const t = useTranslations("calls.receipt");
  return (
    <Table caption={t("lines")}>
      <TableHead>
        <ColumnHeader>{t("columns.class")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("columns.tokens")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("columns.price")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("columns.multiplier")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("columns.amount")}</ColumnHeader>
      </TableHead>
      <TableBody>
        {arithmetic.lines.map((line) =>
          line.kind === "tokens" ? <TokensRow key={line.tokenClass} line={line} /> : <SearchesRow key={line.kind} line={line} />,
        )}
      </TableBody>
    </Table>
  );
}

function TokensRow({ line }: { line: TokenLine }) {
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const dollars = useDollars();
  return (
    <TableRow className={line.tokens === 0 ? "text-muted" : undefined}>
      <RowHeader>
        <span className="flex items-center gap-2">
          <span
            aria-hidden
            className="size-2 shrink-0 rounded-full"
            style={{ background: `var(--class-${CLASS_COLOUR[line.tokenClass]})` }}
          />
          {t(`class.${line.tokenClass}`)}
        </span>
      </RowHeader>
      <Cell label={t("columns.tokens")} isNumeric>
        {format.number(line.tokens)}
      </Cell>
      <Cell label={t("columns.price")} isNumeric>
        <span className="block">
          <span className="block">× {dollars(dollarsFromPico(line.pricePico))}</span>
          <span className="block text-caption text-muted">
            {t("perMillion", { price: dollars(dollarsPerMillionText(line.pricePico)) })}
          </span>
        </span>
      </Cell>
      <Cell label={t("columns.multiplier")} isNumeric>
        × {factorText(line.multiplierPpm)}
      </Cell>
      <Cell label={t("columns.amount")} isNumeric>
        = {dollars(line.amount)}
      </Cell>
    </TableRow>
  );
}

function SearchesRow({ line }: { line: Extract<ReceiptLine, { kind: "web_searches" }> }) {
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const dollars = useDollars();
  return (
    <TableRow>
      <RowHeader>{t("webSearches")}</RowHeader>
      <Cell label={t("columns.tokens")} isNumeric>
        {format.number(line.webSearches)}
      </Cell>
      <Cell label={t("columns.price")} isNumeric>
        × {dollars(dollarsFromPico(line.searchNano * 1_000n))}
      </Cell>
      <Cell label={t("columns.multiplier")} isNumeric>
        × 1
      </Cell>
      <Cell label={t("columns.amount")} isNumeric>
        = {dollars(line.amount)}
      </Cell>
    </TableRow>
  );
}

const CLASS_COLOUR = {
  input: "input",
  cacheWrite5m: "write5m",
  cacheWrite1h: "write1h",
  cacheRead: "read",
  output: "output",
} as const;

/** Exact dollars in the reader's locale from decimal text of any length. */
export function useDollars(): (decimal: string) => string {
  const locale = useLocale();
  return (decimal) => localDecimal(decimal, locale, DOLLARS);
}
