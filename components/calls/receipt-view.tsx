import { useFormatter, useTranslations } from "next-intl";
import { ReceiptFacts } from "@/components/calls/receipt-facts";
import { ReceiptHead } from "@/components/calls/receipt-head";
import { ReceiptLines } from "@/components/calls/receipt-lines";
import { ReceiptNotes } from "@/components/calls/receipt-notes";
import { ReceiptTimeline } from "@/components/calls/receipt-timeline";
import { ReceiptTotal } from "@/components/calls/receipt-total";
import { Card } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import type { CallReceipt } from "@/lib/receipts/read-receipt";
import { receiptJson } from "@/lib/receipts/receipt-json";

export type ReceiptViewProps = { found: CallReceipt; keyName: string; timeZone: string; publicUrl: string };

/** A call's receipt, for its page and for the sheet beside the list. */
export function ReceiptView({ isNarrow = false, ...props }: ReceiptViewProps & { isNarrow?: boolean }) {
  const { found, keyName, timeZone, publicUrl } = props;
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const json = JSON.stringify(receiptJson(found), null, 2);
  const inForceSince = found.price && format.dateTime(found.price.effectiveFrom, { timeZone, dateStyle: "long" });
  return (
    <div className="grid min-w-0 gap-5">
      <ReceiptHead {...{ found, keyName, timeZone, publicUrl, json }} Heading={isNarrow ? "h3" : "h1"} />
      <ReceiptNotes found={found} />
      <ReceiptTimeline found={found} />
      <div className={classNames("grid items-start gap-6", !isNarrow && "lg:grid-cols-[minmax(0,1fr)_17.5rem]")}>
        <div className="grid min-w-0 gap-6">
          <section aria-label={t("lines")} className="receipt-paper min-w-0 border bg-surface">
            {found.arithmetic && found.isPricedByTokens && <ReceiptLines arithmetic={found.arithmetic} />}
            <ReceiptTotal found={found} inForceSince={inForceSince} />
          </section>
          {found.modelShares.map((share) => {
            const what = share.modelId === found.call.modelId ? "sampling" : "part";
            return (
              <Card
                key={`${share.modelId} ${share.arithmetic.isStep} ${share.priceNano}`}
                title={t(what, { model: share.modelName })}
                description={t(`${what}Text`)}
                isFlush
              >
                <ReceiptLines arithmetic={share.arithmetic} />
              </Card>
            );
          })}
        </div>
        <ReceiptFacts found={found} keyName={keyName} timeZone={timeZone} />
      </div>
      <details className="border-t pt-3 text-small">
        <summary className="w-fit font-medium text-accent">{t("recompute")}</summary>
        <div className="grid gap-3 pt-3">
          <p className="figure rounded-md bg-sunken p-3">{t("formula")}</p>
          <p className="max-w-prose text-muted">{t("recomputeText")}</p>
          <CodeBlock code={json} label={t("jsonLabel")} />
        </div>
      </details>
    </div>
  );
}
