import { useLocale, useTranslations } from "next-intl";
import { localDecimal } from "@/components/ui/money-display";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { decimalText } from "@/lib/basics/decimal";
import { PPM } from "@/lib/basics/money";
import { INPUT_CLASSES, type Price } from "@/lib/pricing/price";

type PriceListProps = { offers: { id: string; name: string; price: Price }[] };

// Pico-dollars per token are micro-dollars per million tokens; times millionths that is twelve places.
const PLACES = 6 + PPM.toString().length - 1;

/** Today's prices, dollars per million tokens. Each class is calculated with its multiplier. */
export function PriceList({ offers }: PriceListProps) {
  const t = useTranslations("home.prices");
  const locale = useLocale();
  const dollars = (picoPpm: bigint) =>
    localDecimal(decimalText(picoPpm, PLACES), locale, { style: "currency", currency: "USD", minimumFractionDigits: 2 });
  return (
    <Table caption={t("caption")} isWide>
      <TableHead>
        <ColumnHeader>{t("model")}</ColumnHeader>
        {INPUT_CLASSES.map((each) => (
          <ColumnHeader key={each} isNumeric>
            {t(each)}
          </ColumnHeader>
        ))}
        <ColumnHeader isNumeric>{t("output")}</ColumnHeader>
      </TableHead>
      <TableBody>
        {offers.map(({ id, name, price }) => (
          <TableRow key={id}>
            <RowHeader>
              <span className="block">
                {name}
                <code className="block font-mono text-caption font-normal text-muted">{id}</code>
              </span>
            </RowHeader>
            {INPUT_CLASSES.map((each) => (
              <Cell key={each} label={t(each)} isNumeric>
                {dollars(price.inputPico * price.multipliersPpm[each])}
              </Cell>
            ))}
            <Cell label={t("output")} isNumeric>
              {dollars(price.outputPico * PPM)}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
