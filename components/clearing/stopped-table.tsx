import { useTranslations } from "next-intl";
import { ClearButton } from "@/components/clearing/clear-button";
import type { ClearAction } from "@/components/clearing/clear-state";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { StoppedWorkspace } from "@/lib/clearing/list-stopped";

/** Workspaces that are stopped, each with its reasons and the actions that clear them. */
export function StoppedTable({ workspaces, action }: { workspaces: StoppedWorkspace[]; action: ClearAction }) {
  const t = useTranslations("payments.stopped");
  const columns: TableColumn<StoppedWorkspace>[] = [
    { id: "workspace", name: t("workspace"), inList: "title", cell: ({ name }) => <bdi className="break-words">{name}</bdi> },
    {
      id: "available",
      name: t("available"),
      isNumeric: true,
      inList: "value",
      cell: ({ availableNano }) => <Money amountNano={availableNano} kind="balance" />,
    },
    {
      id: "owed",
      name: t("owed"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: ({ owedNano }) => <Money amountNano={owedNano} kind="sum" />,
    },
    {
      id: "reasons",
      name: t("reasons"),
      inList: "meta",
      cell: ({ isFrozen, isQuestioned, owedNano, debtNano }) => (
        <span className="flex flex-wrap gap-1">
          {isFrozen && <Badge tone="danger">{t("books")}</Badge>}
          {isQuestioned && <Badge tone="danger">{t("question")}</Badge>}
          {debtNano > 0n && (
            <Badge tone="warning">
              {t("debt")}: <Money amountNano={debtNano} kind="sum" />
            </Badge>
          )}
          {owedNano > 0n && <Badge tone="warning">{t("absorbed")}</Badge>}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={workspaces}
      rowId={({ workspaceId }) => workspaceId}
      rowMenu={({ workspaceId, owedNano, isQuestioned }) => (
        <span className="flex flex-wrap justify-end gap-2">
          {owedNano > 0n && <ClearButton what="owed" fields={{ workspaceId, owedNano: `${owedNano}` }} action={action} />}
          {isQuestioned && <ClearButton what="question" fields={{ workspaceId }} action={action} />}
        </span>
      )}
    />
  );
}
