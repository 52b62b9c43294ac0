import { CreditCard } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { OrderActions } from "@/components/billing/order-actions";
import { TopUpStateBadge } from "@/components/billing/top-up-state";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Pagination } from "@/components/ui/pagination";
import { SubmitButton } from "@/components/ui/submit-button";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpLine, TopUpPage } from "@/lib/topups/checkout/read-top-ups";

type TopUpHistoryProps = { page: TopUpPage; isFirst: boolean; timeZone: string; actions: OrderActions };

export function TopUpHistory({ page, isFirst, timeZone, actions }: TopUpHistoryProps) {
  const t = useTranslations("billing.history");
  return (
    <Card title={t("heading")} isFlush>
      {page.lines.length === 0 ? (
        <EmptyState title={t("emptyTitle")} icon={<CreditCard />}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <Table caption={t("caption")}>
          <TableHead>
            <ColumnHeader>{t("date")}</ColumnHeader>
            <ColumnHeader isNumeric>{t("sum")}</ColumnHeader>
            <ColumnHeader>{t("state")}</ColumnHeader>
            <ColumnHeader>{t("more")}</ColumnHeader>
          </TableHead>
          <TableBody>
            {page.lines.map((line) => (
              <TopUpRow key={line.id} line={line} timeZone={timeZone} actions={actions} />
            ))}
          </TableBody>
        </Table>
      )}
      <Pagination firstHref={isFirst ? null : "/billing"} nextHref={page.next && `/billing?topups=${page.next}`} />
    </Card>
  );
}

function TopUpRow({ line, timeZone, actions }: { line: TopUpLine; timeZone: string; actions: OrderActions }) {
  const t = useTranslations("billing.history");
  const date = useFormatter().dateTime(line.createdAt, { timeZone, dateStyle: "medium", timeStyle: "short" });
  return (
    <TableRow>
      <RowHeader label={t("date")} className="font-normal">
        <Moment at={line.createdAt} timeZone={timeZone} />
      </RowHeader>
      <Cell label={t("sum")} isNumeric>
        <Money amountNano={nanoFromCents(line.amountCents)} kind="exact" />
      </Cell>
      <Cell label={t("state")}>
        <TopUpStateBadge state={line.state} />
        {line.declineCode && <span className="block pt-1 text-small text-muted">{t("declined")}</span>}
      </Cell>
      <Cell label={t("more")}>
        {line.state === "created" ? (
          <OpenOrder topUpId={line.id} date={date} actions={actions} />
        ) : (
          <Receipt url={line.receiptUrl} date={date} />
        )}
      </Cell>
    </TableRow>
  );
}

function OpenOrder({ topUpId, date, actions }: { topUpId: string; date: string; actions: OrderActions }) {
  const t = useTranslations("billing.history");
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      <form action={actions.goOn}>
        <input type="hidden" name="topUpId" value={topUpId} />
        <SubmitButton look="link" size="small">
          {t("continue")}
        </SubmitButton>
      </form>
      <form action={actions.cancel}>
        <input type="hidden" name="topUpId" value={topUpId} />
        <SubmitButton look="link" size="small" aria-label={t("cancelOf", { date })}>
          {t("cancel")}
        </SubmitButton>
      </form>
    </span>
  );
}

function Receipt({ url, date }: { url: string | null; date: string }) {
  const t = useTranslations("billing.history");
  if (!url) return <span className="text-muted">{t("noReceipt")}</span>;
  return (
    <Button asChild look="link" size="small">
      <a href={url} target="_blank" rel="noreferrer" aria-label={t("receiptOf", { date })}>
        {t("receipt")}
      </a>
    </Button>
  );
}
