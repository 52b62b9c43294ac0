import Link from "next/link";
import { useTranslations } from "next-intl";
import { ClearButton } from "@/components/clearing/clear-button";
import type { ClearAction } from "@/components/clearing/clear-state";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import type { TableColumn } from "@/components/ui/table-column";
import type { OpenEvent } from "@/lib/clearing/list-stopped";

type EventTableProps = { events: OpenEvent[]; timeZone: string; action: ClearAction };

/** Events of the payment service that need a person. */
export function EventTable({ events, timeZone, action }: EventTableProps) {
  const t = useTranslations("payments.events");
  const columns: TableColumn<OpenEvent>[] = [
    {
      id: "type",
      name: t("type"),
      inList: "title",
      cell: ({ type, state, lastError }) => (
        <>
          {type} {state === "dead" && <Badge tone="danger">{t("dead")}</Badge>}
          {state === "dead" && lastError && (
            <span className="block max-w-sm text-caption font-normal break-words text-muted">{lastError}</span>
          )}
        </>
      ),
    },
    { id: "received", name: t("received"), inList: "meta", cell: ({ receivedAt }) => <Moment at={receivedAt} timeZone={timeZone} /> },
    { id: "workspace", name: t("workspace"), inList: "meta", cell: ({ workspace }) => <bdi>{workspace?.name ?? t("unknown")}</bdi> },
    {
      id: "found",
      name: t("found"),
      inList: "meta",
      cell: ({ finding }) =>
        finding ? (
          <Link
            href={`/admin/payments/${finding.topUpId}`}
            aria-label={`${t("open")}: ${foundOf(finding)}`}
            className="text-accent hover:underline"
          >
            {foundOf(finding)}
          </Link>
        ) : (
          t("unknown")
        ),
    },
    { id: "object", name: t("object"), inList: "meta", className: "break-all", cell: ({ objectId }) => objectId ?? t("unknown") },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={events}
      rowId={({ id }) => id}
      rowMenu={({ id }) => <ClearButton what="event" fields={{ eventId: id }} action={action} />}
    />
  );
}

/** The payment service's own words for status and sum. */
function foundOf({ status, amountCents, currency }: NonNullable<OpenEvent["finding"]>): string {
  if (amountCents === null) return status;
  const cents = `${amountCents}`.padStart(3, "0");
  return `${status}, ${cents.slice(0, -2)}.${cents.slice(-2)} ${currency?.toUpperCase() ?? ""}`;
}
