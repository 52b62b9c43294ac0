import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useDollars } from "@/components/calls/receipt-lines";
import { SavingSentence } from "@/components/calls/saving-sentence";
import { classNames } from "@/components/ui/class-names";
import { dollarsFromNano } from "@/lib/basics/money";
import { exactDifference } from "@/lib/receipts/exact-difference";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** From the sum of the lines to the change of the balance: rounding, the amount that Relais absorbed, the charge. */
export function ReceiptTotal({ found, inForceSince }: { found: CallReceipt; inForceSince: string | null }) {
  const { call, arithmetic, modelShares, isPricedByTokens } = found;
  const t = useTranslations("calls.receipt");
  const dollars = useDollars();
  const isExplained = arithmetic !== null && isPricedByTokens;
  const rest = isExplained ? exactDifference(dollarsFromNano(arithmetic.priceNano), arithmetic.exactAmount) : "0";
  const hasSteps = modelShares.length > 0 || call.absorbedNano > 0n;
  return (
    <div className="px-4 pb-4 text-small">
      <dl className="grid gap-1">
        {isExplained && hasSteps && (
          <>
            <Line name={t("sum")}>{dollars(arithmetic.exactAmount)}</Line>
            {modelShares.map((share) => (
              <Line
                key={`${share.modelId} ${share.arithmetic.isStep} ${share.priceNano}`}
                name={t("partPrice", { model: share.modelName })}
              >
                + {dollars(dollarsFromNano(share.priceNano))}
              </Line>
            ))}
          </>
        )}
        {call.absorbedNano > 0n && (
          <>
            <Line name={t("price")}>{dollars(dollarsFromNano(call.priceNano))}</Line>
            <Line name={t("absorbed")} note={t("absorbedNote")}>
              − {dollars(dollarsFromNano(call.absorbedNano))}
            </Line>
          </>
        )}
        <Line name={t("charge")} isTotal>
          {dollars(dollarsFromNano(call.chargeNano))}
        </Line>
      </dl>
      <ul className="mt-2 grid gap-0.5 text-caption font-normal text-muted">
        {isExplained && <li>{rest === "0" ? t("notRounded") : t("rounded", { amount: dollars(rest) })}</li>}
        <li>
          {inForceSince
            ? t("priceVersion", { version: call.priceVersion, date: inForceSince })
            : t("priceGone", { version: call.priceVersion })}
        </li>
        <li>{t("held", { amount: dollars(dollarsFromNano(call.holdNano)) })}</li>
      </ul>
      <SavingSentence found={found} />
    </div>
  );
}

type LineProps = { name: ReactNode; note?: ReactNode; isTotal?: boolean; children: ReactNode };

function Line({ name, note, isTotal, children }: LineProps) {
  return (
    <div
      className={classNames(
        "flex flex-wrap items-baseline justify-between gap-x-4",
        isTotal ? "border-t-4 border-double border-line-strong pt-3 text-h2" : "pt-1 text-muted",
      )}
    >
      <dt>
        {name}
        {note && <span className="block text-caption font-normal text-muted">{note}</span>}
      </dt>
      <dd className="figure ml-auto">{children}</dd>
    </div>
  );
}
