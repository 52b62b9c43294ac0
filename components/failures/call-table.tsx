import { useFormatter, useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { RefusedCallLine } from "@/lib/failures/list-failures";

type CallTableProps = { calls: RefusedCallLine[]; timeZone: string; action: FailureAction };

/** Calls whose end the database refuses, each with its cost and its hold. */
export function CallTable({ calls, timeZone, action }: CallTableProps) {
  const t = useTranslations("failures.calls");
  const format = useFormatter();
  const named = { isNumeric: true, inList: "meta", isNamedInList: true } as const;
  const columns: TableColumn<RefusedCallLine>[] = [
    {
      id: "call",
      name: t("call"),
      inList: "title",
      cell: ({ modelId, workspaceName, callId }) => (
        <>
          {modelId ?? t("lostProcess")}
          <span className="block text-caption font-normal text-muted">
            <bdi>{workspaceName}</bdi>
          </span>
          <span className="block font-mono text-caption font-normal break-all text-muted">req_{callId}</span>
        </>
      ),
    },
    { id: "since", name: t("since"), inList: "meta", cell: ({ refusedAt }) => <Moment at={refusedAt} timeZone={timeZone} /> },
    {
      ...named,
      id: "price",
      name: t("price"),
      cell: ({ priceNano }) => (priceNano === null ? t("unknown") : <Money amountNano={priceNano} kind="call" />),
    },
    {
      ...named,
      id: "held",
      name: t("held"),
      cell: ({ holdNano }) => (holdNano === null ? t("ended") : <Money amountNano={holdNano} kind="call" />),
    },
    { ...named, id: "tries", name: t("tries"), showFrom: "md", cell: ({ refusals }) => format.number(refusals) },
    { id: "error", name: t("error"), inList: "meta", cell: ({ lastError }) => <LastError text={lastError} /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={calls}
      rowId={({ callId }) => callId}
      rowMenu={({ workspaceId, callId }) => (
        <span className="flex flex-wrap justify-end gap-2">
          <FailureButton what="settleCall" fields={{ workspaceId, callId }} action={action} />
          <FailureButton what="giveUpCall" fields={{ workspaceId, callId }} action={action} />
        </span>
      )}
    />
  );
}
