import { Waves } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { OutcomeDot } from "@/components/calls/outcome-dot";
import { Count } from "@/components/ui/count";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { ShareBar } from "@/components/ui/share-bar";
import type { TableColumn } from "@/components/ui/table-column";
import { promptTokens } from "@/lib/basics/tokens";
import type { FinishedCall } from "@/lib/usage/call";

type CallColumnsProps = {
  timeZone: string;
  /** Names by id; an id without a name is shown itself. */
  keyNames: Readonly<Record<string, string>>;
  modelNames?: Readonly<Record<string, string>>;
};

/** The columns of a list of calls. */
export function useCallColumns({ timeZone, keyNames, modelNames = {} }: CallColumnsProps): TableColumn<FinishedCall>[] {
  const t = useTranslations("calls.list");
  return [
    {
      id: "time",
      name: t("time"),
      cell: (call) => <Moment at={call.createdAt} timeZone={timeZone} />,
      inList: "meta",
      className: "w-px font-normal!",
    },
    { id: "outcome", name: t("outcome"), cell: (call) => <OutcomeDot call={call} />, inList: "meta", className: "w-px" },
    {
      id: "model",
      name: t("model"),
      cell: (call) => <ModelCell call={call} name={modelNames[call.modelId] ?? call.modelId} />,
      inList: "title",
    },
    {
      id: "key",
      name: t("key"),
      cell: (call) => <bdi className="block max-w-40 truncate">{keyNames[call.keyId] ?? `…${call.keyId.slice(-8)}`}</bdi>,
      isOptional: true,
      showFrom: "md",
    },
    { id: "in", name: t("in"), cell: (call) => <PromptCell call={call} />, isNumeric: true, isOptional: true },
    {
      id: "out",
      name: t("out"),
      cell: (call) => <CountCell call={call} value={call.usage.tokens.output} />,
      isNumeric: true,
      isOptional: true,
    },
    {
      id: "firstByte",
      name: t("firstByte"),
      cell: (call) => <Milliseconds value={call.firstByteMs} />,
      isNumeric: true,
      isOptional: true,
      showFrom: "lg",
    },
    {
      id: "duration",
      name: t("duration"),
      cell: (call) => <Milliseconds value={call.endpoint === "unknown" ? null : call.totalMs} />,
      isNumeric: true,
      isOptional: true,
      showFrom: "md",
    },
    { id: "stop", name: t("stop"), cell: (call) => call.stopReason ?? <None />, isOptional: true, isHiddenAtFirst: true },
    { id: "upstream", name: t("upstream"), cell: (call) => call.upstream ?? <None />, isOptional: true, isHiddenAtFirst: true },
    {
      id: "charge",
      name: t("charge"),
      cell: (call) => <Money amountNano={call.chargeNano} kind="call" />,
      // The server sorts: only it has all the calls.
      sortBy: () => null,
      isNumeric: true,
      inList: "value",
    },
  ];
}

function ModelCell({ call, name }: { call: FinishedCall; name: string }) {
  const t = useTranslations("calls.list");
  return (
    <span className="inline-flex items-center gap-1.5">
      {name}
      {call.isStream && (
        <span title={t("streamed")} className="text-faint">
          <Waves aria-hidden className="size-3.5" />
          <span className="sr-only">{t("streamed")}</span>
        </span>
      )}
    </span>
  );
}

function PromptCell({ call }: { call: FinishedCall }) {
  const t = useTranslations("calls.list");
  const format = useFormatter();
  const prompt = promptTokens(call.usage.tokens);
  const permille = prompt > 0 ? Math.round((call.usage.tokens.cacheRead * 1_000) / prompt) : 0;
  const share = format.number(permille / 1_000, { style: "percent", maximumFractionDigits: 0 });
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <CountCell call={call} value={prompt} />
      {prompt > 0 ? (
        <span title={t("cached", { share })}>
          <ShareBar
            className="w-8"
            parts={[
              { id: "read", permille, colour: "var(--class-read)" },
              { id: "rest", permille: 1_000 - permille, colour: "var(--line)" },
            ]}
          />
          <span className="sr-only">{t("cached", { share })}</span>
        </span>
      ) : (
        <span className="w-8" />
      )}
    </span>
  );
}

function CountCell({ call, value }: { call: FinishedCall; value: number }) {
  const t = useTranslations("calls.list");
  if (!call.isUsageReported) return <None />;
  return call.usage.isEstimated ? <span title={t("estimated")}>{t("about", { count: value })}</span> : <Count value={value} />;
}

function Milliseconds({ value }: { value: number | null }) {
  const t = useTranslations("calls");
  const format = useFormatter();
  if (value === null) return <None />;
  if (value < 1_000) return t("receipt.milliseconds", { value });
  return (
    <span title={t("receipt.milliseconds", { value })}>
      {format.number(value / 1_000, { style: "unit", unit: "second", maximumFractionDigits: 1, minimumFractionDigits: 1 })}
    </span>
  );
}

/** Nobody reported it, which is not zero. */
function None() {
  const t = useTranslations("controls");
  return (
    <span title={t("notReported")} className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{t("notReported")}</span>
    </span>
  );
}
