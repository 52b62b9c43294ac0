import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { CopyableId } from "@/components/ui/copyable-id";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import type { TableColumn } from "@/components/ui/table-column";
import type { LimitedWorkspace } from "@/lib/user-profiles/read-limits";

type LimitedTableProps = { limits: LimitedWorkspace[]; accountNames: ReadonlyMap<string, string>; now: Date };

/** The workspaces that Anthropic banned or restricted, each with its reason and its end. */
export function LimitedTable({ limits, accountNames, now }: LimitedTableProps) {
  const t = useTranslations("upstreams.limited");
  const format = useFormatter();
  const columns: TableColumn<LimitedWorkspace>[] = [
    {
      id: "workspace",
      name: t("workspace"),
      inList: "title",
      cell: ({ workspaceName, workspaceId }) => <bdi className="break-words">{workspaceName ?? workspaceId}</bdi>,
    },
    {
      id: "limit",
      name: t("limit"),
      inList: "meta",
      cell: ({ type }) => <Badge tone={type === "ban" ? "danger" : "warning"}>{t(`types.${type}`)}</Badge>,
    },
    { id: "reason", name: t("reason"), inList: "meta", cell: ({ reason }) => t(`reasons.${reason}`) },
    { id: "account", name: t("account"), inList: "meta", cell: ({ accountId }) => accountNames.get(accountId) ?? t("environment") },
    { id: "since", name: t("since"), inList: "meta", cell: ({ openedAt }) => <Moment at={openedAt} timeZone="UTC" now={now} /> },
    {
      id: "until",
      name: t("until"),
      inList: "meta",
      isNamedInList: true,
      cell: ({ expiresAt, isVerifiable }) =>
        expiresAt
          ? format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })
          : t(isVerifiable ? "untilVerified" : "untilLifted"),
    },
    { id: "id", name: t("id"), showFrom: "md", cell: ({ actionId }) => <CopyableId id={actionId} label={t("copyId")} isShort /> },
  ];
  return <DataTable caption={t("title")} columns={columns} rows={limits} rowId={({ actionId, accountId }) => `${accountId} ${actionId}`} />;
}
