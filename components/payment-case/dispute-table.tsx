import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { currencyText } from "@/components/ui/currency-text";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { CaseDispute } from "@/lib/topups/disputes/read-case";

const KNOWN = [
  ...["warning_needs_response", "warning_under_review", "warning_closed", "needs_response", "under_review"],
  ...["won", "lost", "prevented", "appeal_needs_response", "appeal_under_review"],
] as const;

/** The disputes of one payment, in the service's own words, each with what it means here. */
export function DisputeTable({ disputes, timeZone }: { disputes: CaseDispute[]; timeZone: string }) {
  const t = useTranslations("payments.disputes");
  const locale = useLocale();
  const columns: TableColumn<CaseDispute>[] = [
    { id: "id", name: t("dispute"), inList: "title", className: "break-all", cell: ({ id }) => id },
    {
      id: "status",
      name: t("status"),
      inList: "meta",
      cell: ({ status, reason }) => {
        const known = KNOWN.find((each) => each === status);
        return (
          <>
            <Badge tone={status === "lost" || status.endsWith("needs_response") ? "danger" : "neutral"}>{status}</Badge>
            <span className="block text-caption text-muted">{t("because", { reason })}</span>
            <span className="block text-caption text-muted">{known ? t(`meaning.${known}` as "meaning.won") : t("unknown")}</span>
          </>
        );
      },
    },
    {
      id: "until",
      name: t("until"),
      inList: "meta",
      isNamedInList: true,
      cell: ({ evidenceUntil }) => (evidenceUntil ? <Moment at={evidenceUntil} timeZone={timeZone} /> : t("none")),
    },
    {
      id: "taken",
      name: t("taken"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: ({ takenNano }) => <Money amountNano={takenNano} kind="sum" />,
    },
    {
      id: "amount",
      name: t("amount"),
      isNumeric: true,
      inList: "value",
      cell: ({ chargeMinor, currency }) => currencyText(chargeMinor, currency, locale),
    },
  ];
  return <DataTable caption={t("title")} columns={columns} rows={disputes} rowId={({ id }) => id} />;
}
