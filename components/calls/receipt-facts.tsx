import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { OutcomeDot } from "@/components/calls/outcome-dot";
import { CopyableId } from "@/components/ui/copyable-id";
import { KeyValue } from "@/components/ui/key-value";
import { promptTokens } from "@/lib/basics/tokens";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

type ReceiptFactsProps = { found: CallReceipt; keyName: string; timeZone: string };

/** Everything about a call that is not arithmetic. A missing value says that it was not reported. */
export function ReceiptFacts({ found, keyName, timeZone }: ReceiptFactsProps) {
  const t = useTranslations("calls.receipt");
  const filters = useTranslations("calls.filters");
  const format = useFormatter();
  const { call } = found;
  const time = (instant: Date) => (
    <time dateTime={instant.toISOString()}>{format.dateTime(instant, { timeZone, dateStyle: "medium", timeStyle: "medium" })}</time>
  );
  // A call of a lost process has no record of these.
  const isLost = call.endpoint === "unknown";
  const count = (value: number) => call.isUsageReported && format.number(value);
  const code = (text: string | null) => text && <code className="font-mono text-caption font-normal">{text}</code>;
  return (
    <div className="grid gap-5">
      <KeyValue
        title={t("group.request")}
        pairs={[
          { name: t("fact.id"), value: <CopyableId id={call.id} label={t("copyId")} isShort /> },
          { name: t("fact.outcome"), value: <OutcomeDot call={call} /> },
          ...(call.reason ? [{ name: t("fact.reason"), value: code(call.reason) }] : []),
          { name: t("fact.received"), value: time(call.createdAt) },
          { name: t("fact.settled"), value: time(call.settledAt) },
          { name: t("fact.model"), value: code(call.modelId) },
          {
            name: t("fact.key"),
            value: (
              <Link href={`/calls?key=${call.keyId}`} className="text-accent hover:underline">
                <bdi>{keyName}</bdi>
              </Link>
            ),
          },
          { name: t("fact.endpoint"), value: isLost ? null : code(call.endpoint) },
          { name: t("fact.answer"), value: isLost ? null : filters(call.isStream ? "streamed" : "whole") },
          { name: t("fact.status"), value: isLost ? null : call.httpStatus },
          { name: t("fact.stopReason"), value: code(call.stopReason) },
        ]}
      />
      <KeyValue
        title={t("group.upstream")}
        pairs={[
          { name: t("fact.upstream"), value: call.upstream },
          {
            name: t("fact.upstreamRequestId"),
            value: call.upstreamRequestId && <CopyableId id={call.upstreamRequestId} label={t("copyUpstreamId")} isShort />,
          },
        ]}
      />
      <KeyValue
        title={t("group.tokens")}
        pairs={[
          { name: t("fact.prompt"), value: count(promptTokens(call.usage.tokens)) },
          { name: t("fact.cached"), value: count(call.usage.tokens.cacheRead) },
          { name: t("fact.output"), value: count(call.usage.tokens.output) },
          { name: t("fact.thinking"), value: call.usage.thinkingTokens !== null && format.number(call.usage.thinkingTokens) },
        ]}
      />
    </div>
  );
}
