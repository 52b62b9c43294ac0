import { useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { nanoFromCents } from "@/lib/basics/money";
import type { Failures } from "@/lib/failures/list-failures";

type TopUpTableProps = { topUps: Failures["topUps"]; timeZone: string; action: FailureAction };

/** Payments that were not credited, because they differ from the order or cannot be looked up. */
export function TopUpTable({ topUps, timeZone, action }: TopUpTableProps) {
  const t = useTranslations("failures.topUps");
  return (
    <Table caption={t("title")} isWide>
      <TableHead>
        <ColumnHeader>{t("ordered")}</ColumnHeader>
        <ColumnHeader>{t("workspace")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("amount")}</ColumnHeader>
        <ColumnHeader>{t("reason")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {topUps.map(({ workspaceId, topUpId, workspaceName, amountCents, createdAt, reason }) => (
          <TableRow key={topUpId}>
            <RowHeader id={`top-up-${topUpId}`} label={t("ordered")}>
              <Moment at={createdAt} timeZone={timeZone} />
            </RowHeader>
            <Cell label={t("workspace")} className="whole">
              <p>{workspaceName}</p>
              <p className="break-all font-mono text-muted text-caption">{topUpId}</p>
            </Cell>
            <Cell isNumeric label={t("amount")}>
              <Money amountNano={nanoFromCents(amountCents)} kind="exact" />
            </Cell>
            <Cell label={t("reason")} className="whole">
              <LastError text={reason ?? t("unknown")} />
            </Cell>
            <Cell className="whole sm:py-1.5">
              <div className="flex @4xl:justify-end">
                <FailureButton what="lookAgain" fields={{ workspaceId, topUpId }} describedBy={`top-up-${topUpId}`} action={action} />
              </div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
