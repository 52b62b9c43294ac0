import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { CallOutcome } from "@/lib/usage/call";

const TONES = {
  settled: "positive",
  settled_late: "neutral",
  settled_partial: "warning",
  released: "neutral",
  expired: "warning",
} as const;

export function OutcomeBadge({ outcome }: { outcome: CallOutcome }) {
  const t = useTranslations("calls");
  return <Badge tone={TONES[outcome]}>{t(`outcome.${outcome}`)}</Badge>;
}
