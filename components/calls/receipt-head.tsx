import { useFormatter, useLocale, useTranslations } from "next-intl";
import { OutcomeDot } from "@/components/calls/outcome-dot";
import { CopyButton } from "@/components/ui/copy-button";
import { moneyText } from "@/components/ui/money-display";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

type ReceiptHeadProps = {
  found: CallReceipt;
  keyName: string;
  timeZone: string;
  /** The public address of this installation. */
  publicUrl: string;
  json: string;
  /** The sheet has a heading of its own, and the page behind it the only h1. */
  Heading: "h1" | "h3";
};

/** On a narrow screen a line would end with it. */
const BETWEEN = (
  <span aria-hidden className="max-sm:hidden">
    ·
  </span>
);

/** What the call was charged, and the ways to pass its receipt on. */
export function ReceiptHead({ found: { call, modelName }, keyName, timeZone, publicUrl, json, Heading }: ReceiptHeadProps) {
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const locale = useLocale();
  const curl = `curl ${publicUrl}/api/v1/calls/${call.id} -H "Authorization: Bearer $RELAIS_KEY"`;
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-1">
        <Heading className="figure text-figure break-words">
          <span className="sr-only">{t("headCharge")}</span>
          {moneyText(call.chargeNano, "exact", locale)}
        </Heading>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-small text-muted max-sm:gap-x-3">
          <OutcomeDot call={call} />
          {BETWEEN}
          {modelName}
          {BETWEEN}
          <bdi>{keyName}</bdi>
          {BETWEEN}
          <time dateTime={call.createdAt.toISOString()}>
            {format.dateTime(call.createdAt, { timeZone, dateStyle: "medium", timeStyle: "short" })}
          </time>
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full max-sm:gap-1 max-sm:[&>button]:min-w-0 max-sm:[&>button]:grow max-sm:[&>button]:gap-1 max-sm:[&>button]:px-1.5!">
        <CopyButton text={curl} label={t("copyCurl")} />
        <CopyButton text={`${publicUrl}/calls/${call.id}`} label={t("copyLink")} />
        <CopyButton text={json} label={t("copyJson")} />
      </div>
    </header>
  );
}
