import { useFormatter, useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValue } from "@/components/ui/key-value";
import { Moment } from "@/components/ui/moment";
import { AccountDot } from "@/components/upstreams/account-dot";
import type { AccountSettings } from "@/lib/upstream-accounts/account-form";
import type { ListedAccount } from "@/lib/upstream-accounts/list-accounts";
import type { InstanceHealth } from "@/lib/upstreams/stored/pool-health";
import type { AccountFailure } from "@/lib/usage/read-account-calls";
import type { ProfileProblem } from "@/lib/user-profiles/read-limits";

type AccountDetailsProps = {
  account: ListedAccount;
  health: InstanceHealth[];
  failures: AccountFailure[];
  /** How many workspaces it knows by user profiles; null for a cloud. */
  named: number | null;
  problem: ProfileProblem | null;
  now: Date;
};

/** One account: where it is, what each front door reports of it, and its last failures. */
export function AccountDetails({ account, health, failures, named, problem, now }: AccountDetailsProps) {
  const t = useTranslations("upstreams");
  const format = useFormatter();
  const instances = health.filter(({ accountId }) => accountId === account.id);
  const sum = (of: (each: InstanceHealth) => number) => instances.reduce((total, each) => total + of(each), 0);
  const models = account.settings.models;
  const last = instances.flatMap(({ lastFailure }) => lastFailure ?? []).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return (
    <div className="grid min-w-0 gap-5">
      <KeyValue
        pairs={[
          { name: t("table.state"), value: <AccountDot account={account} health={health} now={now} /> },
          { name: t("fields.kind"), value: t(`kinds.${account.kind}`) },
          { name: t("table.place"), value: <Place settings={account.settings} /> },
          { name: t("table.models"), value: models ? format.list(models) : t("table.allModels") },
          { name: t("table.weight"), value: format.number(account.weight) },
          {
            name: t("fields.credentialKind"),
            value: account.credentialKind ? t(`credentialKinds.${account.credentialKind}`) : null,
          },
          ...(named === null ? [] : [{ name: t("profiles.named"), value: format.number(named) }]),
          {
            name: t("details.calls"),
            value: t("details.counted", { calls: sum(({ calls }) => calls), failures: sum((each) => each.failures) }),
          },
        ]}
      />
      {account.sealProblem && <p className="text-danger">{t(`sealProblems.${account.sealProblem}`)}</p>}
      {problem && (
        <div className="text-small break-words text-warning">
          <p>{t(problem.isRefused ? "profiles.refused" : "profiles.failing")}</p>
          <p>{t("profiles.words", { problem: problem.problem })}</p>
        </div>
      )}
      <Waits instances={instances} now={now} />
      {last && (
        <p className="text-small break-words text-muted">
          {t.rich("details.lastFailure", {
            at: () => <Moment at={new Date(last.at)} timeZone="UTC" now={now} />,
            label: last.label,
            message: last.message,
          })}
        </p>
      )}
      <section className="grid gap-2">
        <h3 className="text-h3">{t("details.failures")}</h3>
        {failures.length === 0 ? (
          <div className="rounded-lg border">
            <EmptyState title={t("details.noFailures")} />
          </div>
        ) : (
          <ol className="divide-y divide-line-subtle rounded-lg border text-small">
            {failures.map((failure) => (
              <li key={`${failure.callId} ${failure.label}`} className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 px-3 py-2">
                <span className="grid min-w-0 gap-0.5">
                  <span className="font-medium break-words">{failure.label}</span>
                  <span className="text-muted">
                    {failure.isRetried ? t("details.retried") : t("details.ended", { model: failure.modelId ?? "" })}
                  </span>
                </span>
                <span className="text-muted">
                  <Moment at={failure.at} timeZone="UTC" now={now} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Waits({ instances, now }: { instances: InstanceHealth[]; now: Date }) {
  const t = useTranslations("upstreams.details");
  const format = useFormatter();
  const until = (text: string) => format.dateTime(new Date(text), { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
  return longestWaits(instances, now).map((wait) => (
    <p key={wait.modelId} className="text-small text-warning">
      {wait.modelId
        ? t("coolingModel", { model: wait.modelId, label: wait.label, until: until(wait.until) })
        : t("coolingAll", { label: wait.label, until: until(wait.until) })}
    </p>
  ));
}

/** The longest wait of any front door, for the account and for each model. */
function longestWaits(instances: InstanceHealth[], now: Date) {
  const waits = instances.flatMap(({ cooling }) => cooling).filter(({ until }) => new Date(until) > now);
  const byModel = new Map<string | null, (typeof waits)[number]>();
  for (const wait of waits) {
    const known = byModel.get(wait.modelId);
    if (!known || known.until < wait.until) byModel.set(wait.modelId, wait);
  }
  return [...byModel.values()];
}

function Place({ settings }: { settings: AccountSettings }) {
  const t = useTranslations("upstreams.place");
  const { region, route, project, location, baseUrl } = settings;
  const cloud =
    route && region
      ? route.endpoint === "mantle"
        ? t("mantle", { region })
        : t("profile", { region, profile: route.profile })
      : project && location && t("vertex", { project, location });
  return (
    <span className="grid">
      {cloud ? <span>{cloud}</span> : !baseUrl && t("own")}
      {baseUrl && <span className="break-all">{baseUrl}</span>}
    </span>
  );
}
