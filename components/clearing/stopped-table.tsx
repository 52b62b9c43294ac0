import { useTranslations } from "next-intl";
import { ClearButton } from "@/components/clearing/clear-button";
import type { ClearAction } from "@/components/clearing/clear-state";
import { Badge } from "@/components/ui/badge";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { StoppedWorkspace } from "@/lib/clearing/list-stopped";

/** Workspaces that are stopped, each with its reasons and the actions that clear them. */
export function StoppedTable({ workspaces, action }: { workspaces: StoppedWorkspace[]; action: ClearAction }) {
  const t = useTranslations("payments.stopped");
  return (
    <Table caption={t("title")}>
      <TableHead>
        <ColumnHeader>{t("workspace")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("available")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("owed")}</ColumnHeader>
        <ColumnHeader>{t("reasons")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {workspaces.map(({ workspaceId, name, availableNano, isFrozen, owedNano, isQuestioned }) => (
          <TableRow key={workspaceId}>
            <RowHeader id={`stopped-${workspaceId}`} label={t("workspace")}>
              {name}
            </RowHeader>
            <Cell isNumeric label={t("available")}>
              <Money amountNano={availableNano} kind="balance" />
            </Cell>
            <Cell isNumeric label={t("owed")}>
              <Money amountNano={owedNano} kind="sum" />
            </Cell>
            <Cell label={t("reasons")}>
              <span className="flex flex-wrap gap-1">
                {isFrozen && <Badge tone="danger">{t("books")}</Badge>}
                {isQuestioned && <Badge tone="danger">{t("question")}</Badge>}
                {owedNano > 0n && <Badge tone="warning">{t("absorbed")}</Badge>}
              </span>
            </Cell>
            <Cell className="sm:py-1.5">
              <div className="flex flex-wrap justify-end gap-2">
                {owedNano > 0n && (
                  <ClearButton
                    what="owed"
                    fields={{ workspaceId, owedNano: `${owedNano}` }}
                    describedBy={`stopped-${workspaceId}`}
                    action={action}
                  />
                )}
                {isQuestioned && (
                  <ClearButton what="question" fields={{ workspaceId }} describedBy={`stopped-${workspaceId}`} action={action} />
                )}
              </div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
