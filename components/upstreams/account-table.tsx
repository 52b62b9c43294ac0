import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { AccountSettings } from "@/lib/upstream-accounts/account-form";
import type { ListedAccount } from "@/lib/upstream-accounts/list-accounts";

const STATE_TONES = { enabled: "positive", draining: "warning", disabled: "neutral" } as const;

type AccountTableProps = {
  accounts: ListedAccount[];
  health: (account: ListedAccount) => ReactNode;
  /** `describedBy` is the id of the cell that names the account. */
  actions: (account: ListedAccount, describedBy: string) => ReactNode;
};

/** The upstream accounts by name, each with its health. */
export function AccountTable({ accounts, health, actions }: AccountTableProps) {
  const t = useTranslations("upstreams");
  return (
    <Table caption={t("caption")}>
      <TableHead>
        <ColumnHeader>{t("table.name")}</ColumnHeader>
        <ColumnHeader>{t("table.place")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("table.weight")}</ColumnHeader>
        <ColumnHeader>{t("table.state")}</ColumnHeader>
        <ColumnHeader>{t("table.health")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("table.actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {accounts.map((account) => (
          <TableRow key={account.id}>
            <RowHeader id={`upstream-${account.id}`} label={t("table.name")} className="break-words sm:max-w-56">
              <span className="grid gap-0.5">
                {account.name}
                {account.sealProblem && (
                  <span className="text-small font-normal text-danger">{t(`sealProblems.${account.sealProblem}`)}</span>
                )}
              </span>
            </RowHeader>
            <Cell label={t("table.place")}>
              <span className="grid gap-0.5">
                <span>{t(`kinds.${account.kind}`)}</span>
                <Place settings={account.settings} />
                <Models ids={account.settings.models} />
              </span>
            </Cell>
            <Cell isNumeric label={t("table.weight")}>
              {account.weight}
            </Cell>
            <Cell label={t("table.state")}>
              <Badge tone={STATE_TONES[account.state]}>{t(`states.${account.state}`)}</Badge>
            </Cell>
            <Cell label={t("table.health")}>{health(account)}</Cell>
            <Cell className="sm:py-1.5">
              <div className="flex flex-wrap justify-end gap-1 max-sm:w-full">{actions(account, `upstream-${account.id}`)}</div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
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
    <>
      {cloud && <span className="text-small text-muted">{cloud}</span>}
      {baseUrl && <span className="text-small break-all text-muted">{baseUrl}</span>}
    </>
  );
}

function Models({ ids }: { ids: string[] | undefined }) {
  const t = useTranslations("upstreams.table");
  if (!ids) return <span className="text-small text-muted">{t("allModels")}</span>;
  return (
    <details className="text-small text-muted">
      <summary>{t("modelCount", { count: ids.length })}</summary>
      <ul className="pt-1">
        {ids.map((id) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </details>
  );
}
