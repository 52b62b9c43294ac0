import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { OutcomeBadge } from "@/components/calls/outcome-badge";
import { Money } from "@/components/ui/money";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

type ReceiptFactsProps = { found: CallReceipt; keyName: string; timeZone: string };

/** Everything about a call that is not arithmetic. A missing value says that it was not reported. */
export function ReceiptFacts({ found, keyName, timeZone }: ReceiptFactsProps) {
  const t = useTranslations("calls.receipt");
  const filters = useTranslations("calls.filters");
  const format = useFormatter();
  const { call, skippedAccounts, price } = found;
  const time = (instant: Date) => (
    <time dateTime={instant.toISOString()}>{format.dateTime(instant, { timeZone, dateStyle: "medium", timeStyle: "medium" })}</time>
  );
  // A call of a lost process has no record of these.
  const isLost = call.endpoint === "unknown";
  const milliseconds = (value: number | null) => value !== null && t("milliseconds", { value });
  return (
    <dl className="divide-y text-body">
      <Fact name={t("fact.id")} value={<code className="font-mono text-small break-all">{call.id}</code>} />
      <Fact name={t("fact.outcome")} value={<OutcomeBadge outcome={call.outcome} />} />
      {call.reason && <Fact name={t("fact.reason")} value={<code className="font-mono text-small">{call.reason}</code>} />}
      <Fact name={t("fact.received")} value={time(call.createdAt)} />
      <Fact name={t("fact.settled")} value={time(call.settledAt)} />
      <Fact name={t("fact.model")} value={call.modelId} />
      <Fact name={t("fact.key")} value={keyName} />
      <Fact name={t("fact.endpoint")} value={isLost ? null : call.endpoint} />
      <Fact name={t("fact.answer")} value={isLost ? null : filters(call.isStream ? "streamed" : "whole")} />
      <Fact
        name={t("fact.priceVersion")}
        value={
          price
            ? t("fact.inForceSince", {
                version: price.version,
                date: format.dateTime(price.effectiveFrom, { timeZone, dateStyle: "long" }),
              })
            : call.priceVersion
        }
      />
      <Fact name={t("fact.hold")} value={<Money amountNano={call.holdNano} kind="exact" />} />
      <Fact name={t("fact.upstream")} value={call.upstream} />
      {skippedAccounts.length > 0 && (
        <Fact name={t("fact.moves")} value={skippedAccounts.map((skipped) => t("fact.move", skipped)).join("; ")} />
      )}
      <Fact
        name={t("fact.upstreamRequestId")}
        value={call.upstreamRequestId && <code className="font-mono text-small break-all">{call.upstreamRequestId}</code>}
      />
      <Fact name={t("fact.status")} value={isLost ? null : call.httpStatus} />
      <Fact name={t("fact.stopReason")} value={call.stopReason} />
      <Fact name={t("fact.thinking")} value={call.usage.thinkingTokens !== null && format.number(call.usage.thinkingTokens)} />
      <Fact name={t("fact.firstByte")} value={milliseconds(call.firstByteMs)} />
      <Fact name={t("fact.total")} value={isLost ? null : milliseconds(call.totalMs)} />
    </dl>
  );
}

function Fact({ name, value }: { name: ReactNode; value: ReactNode }) {
  const t = useTranslations("controls");
  const isKnown = value !== null && value !== false && value !== "";
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{isKnown ? value : <span className="text-muted">{t("notReported")}</span>}</dd>
    </div>
  );
}
