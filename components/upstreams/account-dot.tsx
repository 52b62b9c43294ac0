import { useTranslations } from "next-intl";
import { StatusDot } from "@/components/ui/status-dot";
import type { ListedAccount } from "@/lib/upstream-accounts/list-accounts";
import type { InstanceHealth } from "@/lib/upstreams/stored/pool-health";

type AccountDotProps = { account: ListedAccount; health: InstanceHealth[]; now: Date };

/** The state of an account in a word. One that cools down is enabled, and gets no calls for now. */
export function AccountDot({ account: { id, state, sealProblem }, health, now }: AccountDotProps) {
  const t = useTranslations("upstreams");
  if (sealProblem) return <StatusDot tone="danger">{t("states.sealed")}</StatusDot>;
  if (state !== "enabled") return <StatusDot tone={state === "draining" ? "warning" : "quiet"}>{t(`states.${state}`)}</StatusDot>;
  const isCooling = health.some(({ accountId, cooling }) => accountId === id && cooling.some(({ until }) => new Date(until) > now));
  return isCooling ? (
    <StatusDot tone="warning">{t("states.cooling")}</StatusDot>
  ) : (
    <StatusDot tone="positive">{t("states.enabled")}</StatusDot>
  );
}
