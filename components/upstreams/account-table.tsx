import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { Sparkline } from "@/components/ui/sparkline";
import type { TableColumn } from "@/components/ui/table-column";
import { AccountDot } from "@/components/upstreams/account-dot";
import { AccountWeight } from "@/components/upstreams/account-weight";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";
import { HEAVIEST } from "@/lib/upstream-accounts/account-shape";
import type { ListedAccount } from "@/lib/upstream-accounts/list-accounts";
import type { InstanceHealth } from "@/lib/upstreams/stored/pool-health";
import type { AccountActivity, AccountCalls } from "@/lib/usage/read-account-calls";
import type { ProfileProblem } from "@/lib/user-profiles/read-limits";

type AccountTableProps = {
  accounts: ListedAccount[];
  health: InstanceHealth[];
  activity: AccountActivity;
  problems: ReadonlyMap<string, ProfileProblem>;
  now: Date;
  weigh: UpstreamAction;
  menu: (account: ListedAccount) => ReactNode;
};

const NO_CALLS: AccountCalls = { calls: 0, failures: 0, medianMs: null, slowMs: null, course: [] };
const MINUTE_MS = 60_000;
const LEAST_RATE = 0.1;

/** The upstream accounts by name: their state, and what their newest calls say of them. */
export function AccountTable({ accounts, health, activity, problems, now, weigh, menu }: AccountTableProps) {
  const t = useTranslations("upstreams");
  const format = useFormatter();
  const minutes = Math.max((now.getTime() - activity.since.getTime()) / MINUTE_MS, 1);
  const of = ({ name }: ListedAccount) => activity.accounts.get(name) ?? NO_CALLS;
  const milliseconds = (value: number | null) => (value === null ? t("table.none") : t("table.milliseconds", { value }));
  const columns: TableColumn<ListedAccount>[] = [
    {
      id: "name",
      name: t("table.name"),
      inList: "title",
      className: "h-14",
      cell: (account) => (
        <span className="inline-grid">
          <span className="break-words">{account.name}</span>
          <span className="text-caption font-normal text-muted">{t(`kinds.${account.kind}`)}</span>
          {account.sealProblem && <span className="font-normal text-danger">{t(`sealProblems.${account.sealProblem}`)}</span>}
          {problems.has(account.id) && (
            <span className="font-normal text-warning">
              {t(problems.get(account.id)?.isRefused ? "profiles.refused" : "profiles.failing")}
            </span>
          )}
        </span>
      ),
    },
    {
      id: "state",
      name: t("table.state"),
      inList: "meta",
      cell: (account) => <AccountDot account={account} health={health} now={now} />,
    },
    {
      id: "rate",
      name: t("table.rate"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: (account) => {
        const { calls, course } = of(account);
        const perMinute = calls / minutes;
        const rate =
          calls > 0 && perMinute < LEAST_RATE
            ? t("table.below", { rate: LEAST_RATE })
            : format.number(perMinute, { maximumFractionDigits: 1 });
        return (
          <span className="inline-flex items-center justify-end gap-2">
            {calls > 0 && (
              <span className="max-sm:hidden">
                <Sparkline
                  label={t("table.course", { calls, hours: Math.max(Math.round(minutes / 60), 1) })}
                  values={course}
                  className="h-6 w-20"
                />
              </span>
            )}
            <span className="min-w-10">{rate}</span>
          </span>
        );
      },
    },
    {
      id: "errors",
      name: t("table.errors"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: (account) => {
        const { calls, failures } = of(account);
        if (calls + failures === 0) return t("table.none");
        // A call that another account answered is no call of this one, but a failure.
        const share = Math.min(failures / Math.max(calls, failures), 1);
        return (
          <span className={failures > 0 ? "text-danger" : undefined}>
            {format.number(share, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 })}
          </span>
        );
      },
    },
    {
      id: "latency",
      name: t("table.latency"),
      isNumeric: true,
      showFrom: "md",
      cell: (account) => t("table.latencyOf", { median: milliseconds(of(account).medianMs), slow: milliseconds(of(account).slowMs) }),
    },
    {
      id: "weight",
      name: t("table.weight"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: ({ id, name, revision, weight }) => <AccountWeight {...{ id, name, revision, weight }} most={HEAVIEST} action={weigh} />,
    },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={accounts}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/upstreams/${id}`}
      rowMenu={menu}
    />
  );
}
