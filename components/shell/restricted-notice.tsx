import { useFormatter, useTranslations } from "next-intl";
import { SupportLink } from "@/components/shell/support";
import { Alert } from "@/components/ui/alert";
import type { Enforcement } from "@/lib/user-profiles/enforcement";

/** On every page of a workspace that Anthropic banned or restricted: what happened, and what to do. */
export function RestrictedNotice({ limit, timeZone }: { limit: Enforcement; timeZone: string }) {
  const t = useTranslations("shell.restricted");
  const format = useFormatter();
  const { type, reason, isVerifiable, expiresAt } = limit;
  const until = expiresAt && format.dateTime(expiresAt, { timeZone, dateStyle: "medium", timeStyle: "short" });
  return (
    <Alert tone="danger" title={t(`${type}.title`)} className="mb-4">
      <p>{t(`${type}.text`, { reason: t(`reasons.${reason}`) })}</p>
      {until && <p>{t("until", { until })}</p>}
      {isVerifiable && <p>{t("verify")}</p>}
      <SupportLink />
    </Alert>
  );
}
