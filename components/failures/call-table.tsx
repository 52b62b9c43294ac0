import { useFormatter, useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { RefusedCallLine } from "@/lib/failures/list-failures";

type CallTableProps = { calls: RefusedCallLine[]; timeZone: string; action: FailureAction };

/** Calls whose end the database refuses, each with its cost and its hold. */
export function CallTable({ calls, timeZone, action }: CallTableProps) {
  const t = useTranslations("failures.calls");
  const format = useFormatter();
  return (
    <Table caption={t("title")} isWide>
      <TableHead>
        <ColumnHeader>{t("since")}</ColumnHeader>
        <ColumnHeader>{t("call")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("price")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("held")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("tries")}</ColumnHeader>
        <ColumnHeader>{t("error")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {calls.map(({ workspaceId, workspaceName, callId, modelId, priceNano, holdNano, refusals, refusedAt, lastError }) => (
          <TableRow key={callId}>
            <RowHeader id={`call-${callId}`} label={t("since")}>
              <Moment at={refusedAt} timeZone={timeZone} />
            </RowHeader>
            <Cell label={t("call")} className="whole">
              <p>{modelId ?? t("lostProcess")}</p>
              <p className="text-muted text-caption">{workspaceName}</p>
              <p className="break-all font-mono text-muted text-caption">req_{callId}</p>
            </Cell>
            <Cell isNumeric label={t("price")}>
              {priceNano === null ? <span className="font-sans">{t("unknown")}</span> : <Money amountNano={priceNano} kind="call" />}
            </Cell>
            <Cell isNumeric label={t("held")}>
              {holdNano === null ? <span className="font-sans">{t("ended")}</span> : <Money amountNano={holdNano} kind="call" />}
            </Cell>
            <Cell isNumeric label={t("tries")}>
              {format.number(refusals)}
            </Cell>
            <Cell label={t("error")} className="whole">
              <LastError text={lastError} />
            </Cell>
            <Cell className="whole sm:py-1.5">
              <div className="flex flex-wrap gap-2 @4xl:justify-end">
                <FailureButton what="settleCall" fields={{ workspaceId, callId }} describedBy={`call-${callId}`} action={action} />
                <FailureButton what="giveUpCall" fields={{ workspaceId, callId }} describedBy={`call-${callId}`} action={action} />
              </div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
