import { useTranslations } from "next-intl";
import { ClearButton } from "@/components/clearing/clear-button";
import type { ClearAction } from "@/components/clearing/clear-state";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { OpenEvent } from "@/lib/clearing/list-stopped";

type EventTableProps = { events: OpenEvent[]; timeZone: string; action: ClearAction };

/** Events of the payment service that need a person. */
export function EventTable({ events, timeZone, action }: EventTableProps) {
  const t = useTranslations("payments.events");
  return (
    <Table caption={t("title")}>
      <TableHead>
        <ColumnHeader>{t("received")}</ColumnHeader>
        <ColumnHeader>{t("type")}</ColumnHeader>
        <ColumnHeader>{t("workspace")}</ColumnHeader>
        <ColumnHeader>{t("found")}</ColumnHeader>
        <ColumnHeader>{t("object")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {events.map(({ id, type, state, receivedAt, workspace, finding, objectId, lastError }) => (
          <TableRow key={id}>
            <RowHeader id={`event-${id}`} label={t("received")}>
              <Moment at={receivedAt} timeZone={timeZone} />
            </RowHeader>
            <Cell label={t("type")}>
              {type} {state === "dead" && <Badge tone="danger">{t("dead")}</Badge>}
              {state === "dead" && lastError && <p className="max-w-sm text-muted text-caption">{lastError}</p>}
            </Cell>
            <Cell label={t("workspace")}>{workspace?.name ?? t("unknown")}</Cell>
            <Cell label={t("found")}>{finding ? foundOf(finding) : t("unknown")}</Cell>
            <Cell label={t("object")} className="break-all">
              {objectId}
            </Cell>
            <Cell className="sm:py-1.5">
              <div className="flex justify-end">
                <ClearButton what="event" fields={{ eventId: id }} describedBy={`event-${id}`} action={action} />
              </div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** The payment service's own words for status and sum. */
function foundOf({ status, amountCents, currency }: NonNullable<OpenEvent["finding"]>): string {
  if (amountCents === null) return status;
  const cents = `${amountCents}`.padStart(3, "0");
  return `${status}, ${cents.slice(0, -2)}.${cents.slice(-2)} ${currency?.toUpperCase() ?? ""}`;
}
