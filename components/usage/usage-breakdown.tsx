import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { callSearchHref, FIRST_PAGE, NO_FILTERS } from "@/components/calls/call-search";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import { type TableColumn, tableView } from "@/components/ui/table-column";
import { type TABS, type UsageSearch, usageHref } from "@/components/usage/usage-search";
import { promptTokens, TOKEN_CLASSES } from "@/lib/basics/tokens";
import { addUpUsage, cacheHitRate, netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageFigures } from "@/lib/usage/sum-usage";

export type BreakdownRow = { id: string; name: string; figures: UsageFigures };
type UsageBreakdownProps = { tab: (typeof TABS)[number]; rows: readonly BreakdownRow[]; search: UsageSearch };

/** Sums by one dimension, the most expensive first; the footer is their sum, exact. */
export function UsageBreakdown({ tab, rows, search }: UsageBreakdownProps) {
  const t = useTranslations("usage");
  const columns = useColumns(tab, rows);
  if (rows.length === 0) return <p className="px-4 py-8 text-center text-muted">{t("nothing")}</p>;
  return (
    <DataTable
      caption={t("breakdown", { by: t(tab) })}
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      view={tableView(columns, search.sort ?? (tab === "day" ? "-name" : "-spend"), null)}
      sortHref={(sort) => usageHref(search, { sort })}
    />
  );
}

function useColumns(tab: UsageBreakdownProps["tab"], rows: readonly BreakdownRow[]): TableColumn<BreakdownRow>[] {
  const t = useTranslations("usage");
  const format = useFormatter();
  const total = addUpUsage(rows.map(({ figures }) => figures));
  const most = rows.reduce((found, { figures }) => (figures.chargeNano > found ? figures.chargeNano : found), 1n);
  const rate = (figures: UsageFigures) => {
    const hitRate = cacheHitRate(figures.tokens);
    return hitRate === null ? "–" : format.number(hitRate, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  };
  return [
    {
      id: "name",
      name: t(tab),
      cell: (row) => <NameCell row={row} tab={tab} />,
      // A day's id is its date, which sorts as text.
      sortBy: ({ id, name }) => (tab === "day" ? id : name),
      isAscendingFirst: tab !== "day",
      inList: "title",
      className: "align-top",
    },
    {
      id: "spend",
      name: t("measure.spend"),
      cell: ({ figures }) => (
        <span className="relative block">
          <span
            aria-hidden
            className="absolute inset-y-0 right-0 rounded-sm bg-accent-soft"
            style={{ width: `${Number((figures.chargeNano * 1_000n) / most) / 10}%` }}
          />
          <span className="relative px-1">
            <Money amountNano={figures.chargeNano} kind="sum" />
          </span>
        </span>
      ),
      isNumeric: true,
      sortBy: ({ figures }) => figures.chargeNano,
      foot: <Money amountNano={total.chargeNano} kind="exact" />,
      inList: "value",
      className: "min-w-28 align-top",
    },
    {
      id: "calls",
      name: t("measure.calls"),
      cell: ({ figures }) => <Count value={figures.requests} />,
      isNumeric: true,
      sortBy: ({ figures }) => figures.requests,
      foot: <Count value={total.requests} isExact />,
      inList: "meta",
      isNamedInList: true,
      className: "align-top",
    },
    {
      id: "prompt",
      name: t("prompt"),
      cell: ({ figures }) => <Count value={promptTokens(figures.tokens)} />,
      isNumeric: true,
      sortBy: ({ figures }) => promptTokens(figures.tokens),
      foot: <Count value={promptTokens(total.tokens)} isExact />,
      showFrom: "md",
      className: "align-top",
    },
    {
      id: "output",
      name: t("class.output"),
      cell: ({ figures }) => <Count value={figures.tokens.output} />,
      isNumeric: true,
      sortBy: ({ figures }) => figures.tokens.output,
      foot: <Count value={total.tokens.output} isExact />,
      showFrom: "lg",
      className: "align-top",
    },
    {
      id: "hitRate",
      name: t("hitRate"),
      cell: ({ figures }) => rate(figures),
      isNumeric: true,
      sortBy: ({ figures }) => cacheHitRate(figures.tokens),
      foot: rate(total),
      inList: "meta",
      isNamedInList: true,
      className: "align-top",
    },
    {
      id: "saved",
      name: t("saved"),
      cell: ({ figures }) => <Money amountNano={netSavingNano(figures)} kind="balance" />,
      isNumeric: true,
      sortBy: ({ figures }) => netSavingNano(figures),
      foot: <Money amountNano={netSavingNano(total)} kind="exact" />,
      showFrom: "md",
      className: "align-top",
    },
  ];
}

/** The name, and behind it the five token classes and the calls themselves. */
function NameCell({ row: { id, name, figures }, tab }: { row: BreakdownRow; tab: UsageBreakdownProps["tab"] }) {
  const t = useTranslations("usage");
  const only = tab === "day" ? { since: id, until: id } : { [tab]: id };
  const calls = callSearchHref("/calls", { ...NO_FILTERS, ...FIRST_PAGE, sort: null, columns: null, ...only });
  return (
    <details>
      <summary className="w-fit max-w-full break-words">
        <bdi>{name}</bdi>
      </summary>
      <dl className="grid w-52 gap-1 py-2 pl-4 text-small font-normal">
        {TOKEN_CLASSES.map((each) => (
          <div key={each} className="flex justify-between gap-3">
            <dt className="text-muted">{t(`class.${each}`)}</dt>
            <dd className="figure">
              <Count value={figures.tokens[each]} isExact />
            </dd>
          </div>
        ))}
      </dl>
      <Link href={calls} className="pl-4 text-small font-normal text-accent hover:underline">
        {t("theirCalls")}
      </Link>
    </details>
  );
}
