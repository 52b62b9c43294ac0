import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { currencyText } from "@/components/ui/currency-text";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import type { TableColumn } from "@/components/ui/table-column";
import type { Refund } from "@/lib/topups/refunds/read-refunds";

type RefundTableProps<Row extends Refund> = {
  refunds: Row[];
  timeZone: string;
  title: (refund: Row) => ReactNode;
  menu?: (refund: Row) => ReactNode;
};

const TONES = { failed: "danger", canceled: "neutral", succeeded: "positive" } as const;

/** Refunds with their state, who asked for them, and why. */
export function RefundTable<Row extends Refund>({ refunds, timeZone, title, menu }: RefundTableProps<Row>) {
  const t = useTranslations("payments.refunds");
  const locale = useLocale();
  const columns: TableColumn<Row>[] = [
    { id: "title", name: t("payment"), inList: "title", cell: title },
    { id: "asked", name: t("asked"), inList: "meta", cell: ({ requestedAt }) => <Moment at={requestedAt} timeZone={timeZone} /> },
    {
      id: "state",
      name: t("state"),
      inList: "meta",
      cell: ({ state, failureReason }) => (
        <>
          <Badge tone={state in TONES ? TONES[state as keyof typeof TONES] : "info"}>{t(`states.${state}`)}</Badge>
          {failureReason && <span className="block text-caption text-muted">{failureReason}</span>}
        </>
      ),
    },
    {
      id: "origin",
      name: t("by"),
      inList: "meta",
      cell: ({ origin, reason }) => <bdi>{reason ? `${t(`origins.${origin}`)}: ${reason}` : t(`origins.${origin}`)}</bdi>,
    },
    {
      id: "amount",
      name: t("amount"),
      isNumeric: true,
      inList: "value",
      cell: ({ chargeMinor, currency }) => currencyText(chargeMinor, currency, locale),
    },
  ];
  return <DataTable caption={t("title")} columns={columns} rows={refunds} rowId={({ id }) => id} {...(menu && { rowMenu: menu })} />;
}
