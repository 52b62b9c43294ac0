import { useTranslations } from "next-intl";

// Sonnet 5.5's list prices: 2, 0.10 and 10 dollars a million tokens. The amounts add up, as in every receipt.
const LINES = [
  { name: "input", tokens: "412", price: "$2.00", amount: "$0.000824" },
  { name: "cacheRead", tokens: "18,240", price: "$0.10", amount: "$0.001824" },
  { name: "output", tokens: "655", price: "$10.00", amount: "$0.006550" },
] as const;
const TOTAL = "$0.009198";

/** A receipt like that of every call: it shows beside the forms what the product does. */
export function ReceiptSpecimen() {
  const t = useTranslations("auth");
  return (
    <figure className="grid gap-5">
      <div className="figure rounded-lg border bg-surface p-6 text-body shadow-raised">
        <p className="flex justify-between gap-4 border-b border-dashed border-line-strong pb-3">
          <span>claude-sonnet-5-5</span>
          <span className="text-muted">{t("specimen.receipt")}</span>
        </p>
        <dl className="grid gap-2 py-4">
          {LINES.map((line) => (
            <div key={line.name} className="grid grid-cols-[1fr_auto_auto] gap-x-4">
              <dt className="text-muted">{t(`specimen.${line.name}`)}</dt>
              <dd className="text-right">
                {line.tokens} × {line.price}
              </dd>
              <dd className="w-24 text-right">{line.amount}</dd>
            </div>
          ))}
        </dl>
        <p className="flex justify-between gap-4 border-t border-dashed border-line-strong pt-3 font-semibold">
          <span>{t("specimen.charged")}</span>
          <span>{TOTAL}</span>
        </p>
      </div>
      <figcaption className="max-w-prose text-body text-muted">{t("specimen.caption")}</figcaption>
    </figure>
  );
}
