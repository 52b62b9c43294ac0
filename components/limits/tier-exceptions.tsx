import { useTranslations } from "next-intl";
import { AddException, RemoveException } from "@/components/limits/exception-forms";
import type { ExceptionAction } from "@/components/limits/tier-state";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import type { TableColumn } from "@/components/ui/table-column";

type ShownException = { workspaceId: string; name: string; owner: string | null; tier: string };

type TierExceptionsProps = { exceptions: ShownException[]; tiers: { id: string; name: string }[]; action: ExceptionAction };

/** The workspaces that keep a tier whatever they top up, and the form that makes one more. */
export function TierExceptions({ exceptions, tiers, action }: TierExceptionsProps) {
  const t = useTranslations("limits.exceptions");
  const columns: TableColumn<ShownException>[] = [
    { id: "name", name: t("workspace"), inList: "title", cell: ({ name }) => <bdi className="break-words">{name}</bdi> },
    { id: "owner", name: t("owner"), inList: "meta", cell: ({ owner }) => owner ?? t("noOwner") },
    { id: "tier", name: t("tier"), inList: "value", cell: ({ tier }) => tier },
  ];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card title={t("caption")} description={t("note")} isFlush>
        {exceptions.length === 0 ? (
          <EmptyState title={t("none")} />
        ) : (
          <DataTable
            caption={t("caption")}
            columns={columns}
            rows={exceptions}
            rowId={({ workspaceId }) => workspaceId}
            rowMenu={({ workspaceId, name }) => <RemoveException workspaceId={workspaceId} name={name} action={action} />}
          />
        )}
      </Card>
      <Card title={t("add")}>
        <AddException tiers={tiers} action={action} />
      </Card>
    </div>
  );
}
