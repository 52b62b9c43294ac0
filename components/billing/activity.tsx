import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { BalanceActivity, Movement } from "@/lib/topups/activity";

const KINDS = ["topup", "grant", "refund", "refund_reversal", "dispute", "dispute_reversal", "expiry", "adjustment", "debt_paid"] as const;

/** Everything that moved the balance in a month: payments, credits, and the calls of each day. */
export function Activity({ activity, timeZone }: { activity: BalanceActivity; timeZone: string }) {
  const t = useTranslations("billing.activity");
  const format = useFormatter();
  const { month, older, newer, movements, netNano } = activity;
  const name = format.dateTime(new Date(`${month}-01T00:00:00Z`), { timeZone: "UTC", month: "long", year: "numeric" });
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
        <Table caption={t("caption", { month: name })}>
          <TableHead>
            <ColumnHeader>{t("date")}</ColumnHeader>
            <ColumnHeader>{t("what")}</ColumnHeader>
            <ColumnHeader isNumeric>{t("amount")}</ColumnHeader>
          </TableHead>
          <TableBody>
            {movements.map((movement) => (
              <MovementRow key={movement.id} movement={movement} timeZone={timeZone} />
            ))}
            <TableRow className="font-medium">
              <RowHeader label={t("net")}>{t("net")}</RowHeader>
              <Cell>–</Cell>
              <Cell label={t("amount")} isNumeric>
                <Money amountNano={netNano} kind="balance" />
              </Cell>
            </TableRow>
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function MovementRow({ movement, timeZone }: { movement: Movement; timeZone: string }) {
  const t = useTranslations("billing.activity");
  const format = useFormatter();
  if (movement.kind === "calls") {
    const day = format.dateTime(new Date(`${movement.day}T00:00:00Z`), { timeZone: "UTC", month: "short", day: "numeric" });
    return (
      <TableRow>
        <RowHeader label={t("date")} className="font-normal">
          {day}
        </RowHeader>
        <Cell label={t("what")}>
          <Link href={`/calls?since=${movement.day}&until=${movement.day}`} className="text-accent hover:underline">
            {t("calls", { count: movement.requests })}
          </Link>
        </Cell>
        <Cell label={t("amount")} isNumeric>
          <Money amountNano={movement.amountNano} kind="balance" />
        </Cell>
      </TableRow>
    );
  }
  const { entry, at, receiptUrl } = movement;
  const kind = KINDS.find((each) => each === entry.kind);
  return (
    <TableRow>
      <RowHeader label={t("date")} className="font-normal">
        <Moment at={at} timeZone={timeZone} />
      </RowHeader>
      <Cell label={t("what")} title={t("reference", { reference: entry.reference })}>
        <span className="flex flex-wrap gap-x-3">
          {kind ? t(`kinds.${kind}`) : entry.kind}
          {receiptUrl && (
            <a href={receiptUrl} target="_blank" rel="noreferrer" className="text-accent hover:underline">
              {t("receipt")}
            </a>
          )}
        </span>
        {entry.note && <span className="block text-muted">{entry.note}</span>}
      </Cell>
      <Cell label={t("amount")} isNumeric>
        <Money amountNano={entry.amountNano} kind="exact" />
      </Cell>
    </TableRow>
  );
}
