import { useTranslations } from "next-intl";
import { ReceiptLines, useDollars } from "@/components/calls/receipt-lines";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Price } from "@/lib/pricing/price";
import { receipt } from "@/lib/pricing/receipt";

const USAGE = {
  tokens: { input: 412, cacheWrite5m: 1_180, cacheWrite1h: 3_200, cacheRead: 21_360, output: 655 },
  webSearches: 0,
  modifiers: [],
};

/** A receipt as customers get it, at today's price of a real model. */
export function ExampleReceipt({ price, modelName }: { price: Price; modelName: string }) {
  const t = useTranslations("home.receipt");
  const dollars = useDollars();
  const arithmetic = receipt(USAGE, price);
  return (
    <figure className="relative min-w-0 rounded-lg border border-line-strong bg-surface shadow-raised">
      <figcaption className="flex flex-wrap justify-between gap-x-4 border-b px-4 py-3 text-body">
        <span className="font-semibold">{t("title")}</span>
        <span className="text-muted">{t("model", { name: modelName, version: price.version })}</span>
      </figcaption>
      <ReceiptLines arithmetic={arithmetic} />
      <div className="mx-4 flex items-baseline justify-between border-t-4 border-double border-line-strong py-3 font-semibold">
        <span>{t("charge")}</span>
        <span className="figure">{dollars(dollarsFromNano(arithmetic.priceNano))}</span>
      </div>
    </figure>
  );
}
