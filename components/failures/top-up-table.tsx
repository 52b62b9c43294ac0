import { useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import { nanoFromCents } from "@/lib/basics/money";
import type { Failures } from "@/lib/failures/list-failures";

type TopUpTableProps = { topUps: Failures["topUps"]; timeZone: string; action: FailureAction };

/** Payments that were not credited, because they differ from the order or cannot be looked up. */
export function TopUpTable({ topUps, timeZone, action }: TopUpTableProps) {
  const t = useTranslations("failures.topUps");
  const columns: TableColumn<Failures["topUps"][number]>[] = [
    {
      id: "workspace",
      name: t("workspace"),
      inList: "title",
      cell: ({ workspaceName, topUpId }) => (
        <>
          <bdi>{workspaceName}</bdi>
          <span className="block font-mono text-caption font-normal break-all text-muted">{topUpId}</span>
        </>
      ),
    },
    { id: "ordered", name: t("ordered"), inList: "meta", cell: ({ createdAt }) => <Moment at={createdAt} timeZone={timeZone} /> },
    {
      id: "amount",
      name: t("amount"),
      isNumeric: true,
      inList: "value",
      cell: ({ amountCents }) => <Money amountNano={nanoFromCents(amountCents)} kind="exact" />,
    },
    { id: "reason", name: t("reason"), inList: "meta", cell: ({ reason }) => <LastError text={reason ?? t("unknown")} /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={topUps}
      rowId={({ topUpId }) => topUpId}
      rowMenu={({ workspaceId, topUpId }) => <FailureButton what="lookAgain" fields={{ workspaceId, topUpId }} action={action} />}
    />
  );
}
