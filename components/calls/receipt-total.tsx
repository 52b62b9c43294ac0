import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useDollars } from "@/components/calls/receipt-lines";
import { classNames } from "@/components/ui/class-names";
import { dollarsFromNano } from "@/lib/basics/money";
import { exactDifference } from "@/lib/receipts/exact-difference";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** From the sum of the lines to the change of the balance: rounding, the amount that Relais absorbed, the charge. */
export function ReceiptTotal({ call, arithmetic, modelShares, isPricedByTokens }: CallReceipt) {
  const t = useTranslations("calls.receipt");
  const dollars = useDollars();
  const priced = dollarsFromNano(call.priceNano);
  return (
    <dl className="grid gap-1 border-t border-line-strong px-4 py-4 text-body">
      {arithmetic && isPricedByTokens && (
        <>
          <Line name={t("sum")}>{dollars(arithmetic.exactAmount)}</Line>
          <Line name={t("rounding")} isQuiet>
            + {dollars(exactDifference(dollarsFromNano(arithmetic.priceNano), arithmetic.exactAmount))}
          </Line>
          {modelShares.map((share) => (
            <Line key={`${share.modelId} ${share.arithmetic.isStep} ${share.priceNano}`} name={t("partPrice", { model: share.modelName })}>
              + {dollars(dollarsFromNano(share.priceNano))}
            </Line>
          ))}
        </>
      )}
      <Line name={t("price")}>{dollars(priced)}</Line>
      {call.absorbedNano > 0n && (
        <Line name={t("absorbed")} note={t("absorbedNote")}>
          − {dollars(dollarsFromNano(call.absorbedNano))}
        </Line>
      )}
      <Line name={t("charge")} isTotal>
        {dollars(dollarsFromNano(call.chargeNano))}
      </Line>
    </dl>
  );
}

type LineProps = { name: ReactNode; note?: ReactNode; isQuiet?: boolean; isTotal?: boolean; children: ReactNode };

function Line({ name, note, isQuiet, isTotal, children }: LineProps) {
  return (
    <div
      className={classNames(
        "flex flex-wrap items-baseline justify-between gap-x-4",
        isQuiet && "text-muted",
        isTotal && "mt-2 border-t-4 border-double border-line-strong pt-3 text-h2",
      )}
    >
      <dt>
        {name}
        {note && <span className="block text-small text-muted">{note}</span>}
      </dt>
      <dd className="figure">{children}</dd>
    </div>
  );
}
