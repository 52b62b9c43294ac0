import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { TopUpState } from "@/lib/topups/orders/order";

const TONE = {
  created: "neutral",
  processing: "accent",
  paid: "positive",
  failed: "danger",
  expired: "neutral",
  review: "warning",
} as const;

export function TopUpStateBadge({ state }: { state: TopUpState }) {
  const t = useTranslations("billing.state");
  return <Badge tone={TONE[state]}>{t(state)}</Badge>;
}
