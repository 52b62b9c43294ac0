import { useFormatter, useLocale, useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import { localDecimal } from "@/components/ui/money-display";
import { dollarsPerMillionText, factorText } from "@/lib/basics/decimal";
import { dollarsFromNano } from "@/lib/basics/money";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";
import type { Receipt, ReceiptLine } from "@/lib/pricing/receipt";

const DOLLARS = { style: "currency", currency: "USD", minimumFractionDigits: 2 } as const;
/** Web searches are paid by the piece. */
const FACTOR_OF_ONE = "1";

/** The lines of the arithmetic that have a count, each digit shown: count × price × multiplier = amount. */
export function ReceiptLines({ arithmetic }: { arithmetic: Receipt }) {
  const t = useTranslations("calls.receipt");
  const lines = arithmetic.lines.filter(isUsed);
  const unused = TOKEN_CLASSES.length - lines.filter(({ kind }) => kind === "tokens").length;
  const places = Math.max(2, ...lines.map(({ amount }) => placesOf(amount)));
  return (
    <table className="w-full border-collapse text-small">
      <caption className="sr-only">{t("lines")}</caption>
      <thead className="text-caption text-muted">
        <tr className="border-b">
          <Head className="pl-4 text-left!">{t("columns.class")}</Head>
          <Head>{t("columns.tokens")}</Head>
          <Head className="max-sm:hidden">{t("columns.price")}</Head>
          <Head className="max-sm:hidden">{t("columns.multiplier")}</Head>
          <Head className="pr-4">{t("columns.amount")}</Head>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={nameOf(line)} line={line} places={places} />
        ))}
      </tbody>
      {unused > 0 && (
        <tbody>
          <tr>
            <td colSpan={5} className="px-4 py-1.5 text-caption font-normal text-faint">
              {t("unused", { count: unused })}
            </td>
          </tr>
        </tbody>
      )}
    </table>
  );
}

function Line({ line, places }: { line: ReceiptLine; places: number }) {
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const dollars = useDollars();
  const isTokens = line.kind === "tokens";
  const price = isTokens ? dollars(dollarsPerMillionText(line.pricePico)) : dollars(dollarsFromNano(line.searchNano));
  const factor = isTokens ? factorText(line.multiplierPpm) : FACTOR_OF_ONE;
  return (
    <tr className="border-b border-line-subtle">
      <th scope="row" className="py-2 pr-3 pl-4 text-left font-medium">
        <span className="flex items-center gap-2">
          {isTokens && <span aria-hidden className={classNames("size-2 shrink-0 rounded-full", CLASS_COLOURS[line.tokenClass])} />}
          {isTokens ? t(`class.${line.tokenClass}`) : t("webSearches")}
        </span>
        {/* On a narrow screen the factors are a second line. */}
        <span className="figure block pl-4 text-caption font-normal text-muted sm:hidden">
          × {price} × {factor}
        </span>
      </th>
      <Figure>{format.number(isTokens ? line.tokens : line.webSearches)}</Figure>
      <Figure className="max-sm:hidden">
        × {price}
        {!isTokens && <span className="text-muted"> {t("each")}</span>}
      </Figure>
      <Figure className="max-sm:hidden">× {factor}</Figure>
      <Figure className="pr-4">
        <span className="max-sm:hidden">= </span>
        {dollars(line.amount, places)}
      </Figure>
    </tr>
  );
}

function Head({ className, children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={classNames("px-3 py-2 text-right font-medium", className)}>
      {children}
    </th>
  );
}

function Figure({ className, children }: { className?: string; children: React.ReactNode }) {
  return <td className={classNames("figure px-3 py-2 text-right align-top whitespace-nowrap", className)}>{children}</td>;
}

const CLASS_COLOURS = {
  input: "bg-class-input",
  cacheWrite5m: "bg-class-write5m",
  cacheWrite1h: "bg-class-write1h",
  cacheRead: "bg-class-read",
  output: "bg-class-output",
} as const;

function isUsed(line: ReceiptLine): boolean {
  return line.kind === "tokens" ? line.tokens > 0 : line.webSearches > 0;
}

function nameOf(line: ReceiptLine): string {
  return line.kind === "tokens" ? line.tokenClass : line.kind;
}

function placesOf(decimal: string): number {
  return decimal.split(".")[1]?.length ?? 0;
}

/** Exact dollars in the reader's locale from decimal text of any length, with as many places as asked for at least. */
export function useDollars(): (decimal: string, places?: number) => string {
  const locale = useLocale();
  return (decimal, places = 2) => localDecimal(decimal, locale, { ...DOLLARS, minimumFractionDigits: places });
}
