import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Pagination } from "@/components/ui/pagination";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { EntriesPage } from "@/lib/topups/billing";

const KINDS = ["topup", "grant", "refund", "refund_reversal", "dispute", "dispute_reversal", "expiry", "adjustment", "debt_paid"] as const;

export function LedgerEntries({ page, isFirst, timeZone }: { page: EntriesPage; isFirst: boolean; timeZone: string }) {
  const t = useTranslations("billing.entries");
  return (
    <Card title={t("heading")} description={t("explanation")} isFlush>
      {page.entries.length === 0 ? (
        <EmptyState title={t("emptyTitle")} icon={<ScrollText />}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <Table caption={t("caption")}>
          <TableHead>
            <ColumnHeader>{t("date")}</ColumnHeader>
            <ColumnHeader>{t("kind")}</ColumnHeader>
            <ColumnHeader>{t("reference")}</ColumnHeader>
            <ColumnHeader isNumeric>{t("change")}</ColumnHeader>
          </TableHead>
          <TableBody>
            {page.entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} timeZone={timeZone} />
            ))}
          </TableBody>
        </Table>
      )}
      <Pagination firstHref={isFirst ? null : "/billing"} nextHref={page.next && `/billing?entries=${page.next}`} />
    </Card>
  );
}

function EntryRow({ entry, timeZone }: { entry: EntriesPage["entries"][number]; timeZone: string }) {
  const t = useTranslations("billing.entries");
  const kind = KINDS.find((each) => each === entry.kind);
  return (
    <TableRow>
      <RowHeader label={t("date")} className="font-normal">
        <Moment at={entry.createdAt} timeZone={timeZone} />
      </RowHeader>
      <Cell label={t("kind")} className="whitespace-nowrap">
        {kind ? t(`kinds.${kind}`) : entry.kind}
        {entry.note && <span className="block text-small whitespace-normal text-muted">{entry.note}</span>}
      </Cell>
      <Cell label={t("reference")} className="font-mono text-small break-all text-muted">
        {entry.reference}
      </Cell>
      <Cell label={t("change")} isNumeric>
        <Money amountNano={entry.amountNano} kind="exact" />
      </Cell>
    </TableRow>
  );
}
