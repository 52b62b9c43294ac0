import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { InstanceHealth } from "@/lib/upstreams/stored/pool-health";

const MOMENT = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" } as const;

type AccountHealthProps = {
  /** The report of each running front door about the account; empty where no front door has it. */
  instances: InstanceHealth[];
  now: Date;
};

/** The health of the account over all front doors: the longest wait and the latest failure of any. */
export function AccountHealth({ instances, now }: AccountHealthProps) {
  const t = useTranslations("upstreams.health");
  const format = useFormatter();
  const calls = instances.reduce((sum, each) => sum + each.calls, 0);
  const failures = instances.reduce((sum, each) => sum + each.failures, 0);
  if (calls === 0 && failures === 0) return t("none");
  const cooling = longestWaits(instances, now);
  const failure = instances.flatMap(({ lastFailure }) => lastFailure ?? []).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  const counted = { calls: format.number(calls), failures: format.number(failures) };
  return (
    <span className="grid max-w-sm justify-items-start gap-1 max-sm:justify-items-end">
      <Badge tone={cooling.length > 0 ? "warning" : "positive"}>{t(cooling.length > 0 ? "cooling" : "well")}</Badge>
      {cooling.map(({ modelId, label, until }) => (
        <span key={modelId} className="text-small">
          {t(modelId ? "coolingModel" : "coolingAll", { model: modelId ?? "", label, until: format.dateTime(new Date(until), MOMENT) })}
        </span>
      ))}
      <span className="text-small text-muted">{t("counted", counted)}</span>
      {failure && (
        <span className="line-clamp-3 text-small break-words text-muted" title={failure.message}>
          {t("lastFailure", { at: format.dateTime(new Date(failure.at), MOMENT), label: failure.label, message: failure.message })}
        </span>
      )}
    </span>
  );
}

function longestWaits(instances: InstanceHealth[], now: Date) {
  const waits = instances.flatMap(({ cooling }) => cooling).filter(({ until }) => new Date(until) > now);
  const byModel = new Map<string | null, (typeof waits)[number]>();
  for (const wait of waits) {
    const known = byModel.get(wait.modelId);
    if (!known || known.until < wait.until) byModel.set(wait.modelId, wait);
  }
  return [...byModel.values()];
}
