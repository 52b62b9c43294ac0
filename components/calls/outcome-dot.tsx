import { useTranslations } from "next-intl";
import { StatusDot } from "@/components/ui/status-dot";
import type { FinishedCall } from "@/lib/usage/call";

const TONES = { settled: "quiet", settled_late: "warning", settled_partial: "warning", released: "info", expired: "warning" } as const;
/** Reasons of free calls that are nobody's failure. */
const CALM = new Set(["client_left", "batch_canceled", "refusal_unbilled", "no_output"]);

/** How a call ended. The usual end has no colour, so that the others are seen. */
export function OutcomeDot({ call }: { call: Pick<FinishedCall, "outcome" | "reason"> }) {
  const t = useTranslations("calls");
  const isFailure = call.outcome === "released" && call.reason !== null && !CALM.has(call.reason);
  return (
    <StatusDot tone={isFailure ? "danger" : TONES[call.outcome]}>{t(isFailure ? "outcome.failed" : `outcome.${call.outcome}`)}</StatusDot>
  );
}
