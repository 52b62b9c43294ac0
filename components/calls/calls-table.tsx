import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { OutcomeBadge } from "@/components/calls/outcome-badge";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { promptTokens } from "@/lib/basics/tokens";
import type { FinishedCall } from "@/lib/usage/call";

type CallsTableProps = {
  calls: FinishedCall[];
  timeZone: string;
  /** Names by id; an id without a name is shown itself. */
  keyNames: Record<string, string>;
};

/** Finished calls, one per row, each with a link to its receipt. */
export function CallsTable({ calls, timeZone, keyNames }: CallsTableProps) {
  const t = useTranslations("calls");
  return (
    <Table caption={t("list.caption")} isWide>
      <TableHead>
        <ColumnHeader>{t("list.time")}</ColumnHeader>
        <ColumnHeader>{t("list.model")}</ColumnHeader>
        <ColumnHeader>{t("list.key")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("list.prompt")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("list.cached")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("list.output")}</ColumnHeader>
        <ColumnHeader>{t("list.outcome")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("list.charge")}</ColumnHeader>
      </TableHead>
      <TableBody>
        {calls.map((call) => (
          <CallRow key={call.id} call={call} timeZone={timeZone} keyName={keyNames[call.keyId] ?? call.keyId.slice(-8)} />
        ))}
      </TableBody>
    </Table>
  );
}

function CallRow({ call, timeZone, keyName }: { call: FinishedCall; timeZone: string; keyName: string }) {
  const t = useTranslations("calls");
  const format = useFormatter();
  const { tokens, isEstimated } = call.usage;
  const prompt = promptTokens(tokens);
  const count = (value: number) =>
    call.isUsageReported ? isEstimated ? t("list.about", { count: value }) : format.number(value) : <NotReported />;
  return (
    <TableRow>
      <Cell label={t("list.time")} className="whitespace-nowrap">
        <Link
          href={`/calls/${call.id}`}
          className="font-medium text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
        >
          <Moment at={call.createdAt} timeZone={timeZone} />
        </Link>
      </Cell>
      <Cell label={t("list.model")}>{call.modelId}</Cell>
      <Cell label={t("list.key")} className="sm:max-w-40 sm:truncate">
        {keyName}
      </Cell>
      <Cell label={t("list.prompt")} isNumeric>
        {count(prompt)}
      </Cell>
      <Cell label={t("list.cached")} isNumeric>
        {prompt > 0 ? format.number(tokens.cacheRead / prompt, { style: "percent", maximumFractionDigits: 0 }) : <NotReported />}
      </Cell>
      <Cell label={t("list.output")} isNumeric>
        {count(tokens.output)}
      </Cell>
      <Cell label={t("list.outcome")}>
        <OutcomeBadge outcome={call.outcome} />
      </Cell>
      <Cell label={t("list.charge")} isNumeric>
        <Money amountNano={call.chargeNano} kind="call" />
      </Cell>
    </TableRow>
  );
}

function NotReported() {
  const t = useTranslations("controls");
  return <span className="font-sans text-muted">{t("notReported")}</span>;
}
