import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { BalanceActivity, Movement } from "@/lib/topups/activity";

const KINDS = [
  "topup",
  "grant",
  "refund",
  "refund_reversal",
  "dispute",
  "dispute_reversal",
  "expiry",
  "adjustment",
  "debt",
  "debt_paid",
  "bonus_withdrawn",
  "bonus_returned",
] as const;

/** Everything that moved the balance in a month: payments, credits, and the calls of each day. */
export function Activity({ activity, timeZone }: { activity: BalanceActivity; timeZone: string }) {
  const t = useTranslations("billing.activity");
  const format = useFormatter();
  const { month, older, newer, movements, netNano } = activity;
  const name = format.dateTime(new Date(`${month}-01T00:00:00Z`), { timeZone: "UTC", month: "long", year: "numeric" });
  const columns: TableColumn<Movement>[] = [
    {
      id: "date",
      name: t("date"),
      cell: (movement) => <When movement={movement} timeZone={timeZone} />,
      inList: "meta",
      className: "w-px pr-6 font-normal! whitespace-nowrap",
    },
    { id: "what", name: t("what"), cell: (movement) => <What movement={movement} />, inList: "title" },
    {
      id: "amount",
      name: t("amount"),
      cell: (movement) =>
        movement.kind === "calls" ? (
          <Money amountNano={movement.amountNano} kind="balance" />
        ) : (
          <Money amountNano={movement.entry.amountNano} kind="exact" />
        ),
      isNumeric: true,
      inList: "value",
      foot: <Money amountNano={netNano} kind="balance" />,
    },
  ];
  return (
    <Card
      title={t("heading")}
      actions={
        <nav aria-label={t("months")} className="flex items-center gap-2 text-small">
          {older && (
            <Button asChild look="ghost" size="small">
              <Link href={`/billing?month=${older}`}>{t("older")}</Link>
            </Button>
          )}
          <span>{name}</span>
          {newer && (
            <Button asChild look="ghost" size="small">
              <Link href={`/billing?month=${newer}`}>{t("newer")}</Link>
            </Button>
          )}
        </nav>
      }
      isFlush
    >
      {movements.length === 0 ? (
        <EmptyState title={t("emptyTitle")} icon={<ScrollText />}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <DataTable caption={t("caption", { month: name })} columns={columns} rows={movements} rowId={({ id }) => id} footName={t("net")} />
      )}
    </Card>
  );
}

/** The movements of calls of one day lead to these calls. */
function What({ movement }: { movement: Movement }) {
  const t = useTranslations("billing.activity");
  if (movement.kind === "calls")
    return (
      <Link href={`/calls?since=${movement.day}&until=${movement.day}`} className="text-accent hover:underline">
        {t("calls", { count: movement.requests })}
      </Link>
    );
  const { entry, receiptUrl } = movement;
  const kind = KINDS.find((each) => each === entry.kind);
  return (
    <>
      <span className="flex flex-wrap gap-x-3" title={t("reference", { reference: entry.reference })}>
        {kind ? t(`kinds.${kind}`) : entry.kind}
        {receiptUrl && (
          <a href={receiptUrl} target="_blank" rel="noreferrer" className="font-normal text-accent hover:underline">
            {t("receipt")}
          </a>
        )}
      </span>
      {entry.note && <span className="block font-normal text-muted">{entry.note}</span>}
    </>
  );
}

function When({ movement, timeZone }: { movement: Movement; timeZone: string }) {
  const format = useFormatter();
  if (movement.kind === "entry") return <Moment at={movement.at} timeZone={timeZone} />;
  return format.dateTime(new Date(`${movement.day}T00:00:00Z`), { timeZone: "UTC", month: "short", day: "numeric" });
}
