import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { KeyLimits } from "@/lib/keys/key-limits";

/** What a key may not do, in few words. The titles name all models and addresses. */
export function KeyRestrictions({ limits, timeZone }: { limits: KeyLimits; timeZone: string }) {
  const t = useTranslations("keys.restrictions");
  const format = useFormatter();
  const { allowedModels, allowedAddresses, requestsPerMinute, tokensPerMinute, expiresAt } = limits;
  const isOver = expiresAt !== null && expiresAt <= new Date();
  const day =
    expiresAt && format.dateTime(new Date(expiresAt.getTime() - 1), { timeZone, month: "short", day: "numeric", year: "numeric" });
  const count = (value: number) => format.number(value, { notation: "compact" });
  return (
    <span className="flex flex-wrap gap-1">
      {day && <Badge tone={isOver ? "danger" : "neutral"}>{t(isOver ? "expired" : "until", { day })}</Badge>}
      {allowedModels.length > 0 && <Badge title={allowedModels.join(", ")}>{t("models", { count: allowedModels.length })}</Badge>}
      {allowedAddresses.length > 0 && (
        <Badge title={allowedAddresses.join(", ")}>{t("addresses", { count: allowedAddresses.length })}</Badge>
      )}
      {requestsPerMinute !== null && <Badge>{t("requests", { count: count(requestsPerMinute) })}</Badge>}
      {tokensPerMinute !== null && <Badge>{t("tokens", { count: count(tokensPerMinute) })}</Badge>}
    </span>
  );
}

/** True for a key that may do all that its workspace may, apart from a budget. */
export function isUnrestricted(limits: KeyLimits): boolean {
  const { allowedModels, allowedAddresses, requestsPerMinute, tokensPerMinute, expiresAt } = limits;
  return (
    allowedModels.length + allowedAddresses.length === 0 && requestsPerMinute === null && tokensPerMinute === null && expiresAt === null
  );
}
