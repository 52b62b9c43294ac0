import { useFormatter, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { Lot } from "@/lib/ledger/list-lots";

type LotsProps = { lots: Lot[]; count: number; timeZone: string };

/** The parts of the balance, in the order in which calls use them. One part that never ends is the balance itself, and shows nothing. */
export function Lots({ lots, count, timeZone }: LotsProps) {
  const t = useTranslations("billing.lots");
  const format = useFormatter();
  if (count < 2 && !lots[0]?.expiresAt) return null;
  const day = (at: Date) => format.dateTime(at, { timeZone, dateStyle: "medium" });
  const columns: TableColumn<Lot>[] = [
    { id: "kind", name: t("kind"), cell: ({ kind }) => t(`kinds.${kind}`), inList: "title" },
    {
      id: "expires",
      name: t("expires"),
      cell: ({ expiresAt }) =>
        expiresAt ? <time dateTime={expiresAt.toISOString()}>{t("expiresOn", { date: day(expiresAt) })}</time> : t("never"),
      inList: "meta",
    },
    { id: "added", name: t("added"), cell: ({ createdAt }) => day(createdAt), showFrom: "md" },
    {
      id: "left",
      name: t("left"),
      isNumeric: true,
      cell: ({ leftNano, grantedNano }) => (
        <>
          <Money amountNano={leftNano} kind="balance" />
          {leftNano !== grantedNano && (
            <span className="text-muted"> {t.rich("leftOf", { granted: () => <Money amountNano={grantedNano} kind="balance" /> })}</span>
          )}
        </>
      ),
      inList: "value",
    },
  ];
  return (
    <Card title={t("title")} description={t("text")} isFlush>
      <DataTable caption={t("title")} columns={columns} rows={lots} rowId={({ id }) => id} />
      {count > lots.length && <p className="px-4 py-2 text-small text-muted">{t("more", { count: count - lots.length })}</p>}
    </Card>
  );
}
