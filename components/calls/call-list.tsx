import { useTranslations } from "next-intl";
import { useCallColumns } from "@/components/calls/call-columns";
import { CallPages } from "@/components/calls/call-pages";
import { type CallSearch, callSearchHref, FIRST_PAGE } from "@/components/calls/call-search";
import { NoCalls } from "@/components/calls/no-calls";
import { Alert } from "@/components/ui/alert";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import { tableView } from "@/components/ui/table-column";
import type { CallPage } from "@/lib/usage/list-calls";
import { SORTED_AT_MOST } from "@/lib/usage/list-costliest-calls";
import type { CallTotals } from "@/lib/usage/sum-calls";

type CallListProps = {
  /** Null if there are too many calls to sort them by charge. */
  page: CallPage | null;
  /** Null if there are too many calls to add them up. */
  totals: CallTotals | null;
  search: CallSearch;
  timeZone: string;
  /** Names by id. */
  models: Readonly<Record<string, string>>;
  keys: Readonly<Record<string, string>>;
};

/** One page of the calls that match, with the sum of all that do. */
export function CallList({ page, totals, search, timeZone, models, keys }: CallListProps) {
  const t = useTranslations("calls");
  const columns = useCallColumns({ timeZone, keyNames: keys, modelNames: models });
  if (!page) return <Alert tone="warning">{t("list.tooManyToSort", { most: SORTED_AT_MOST })}</Alert>;
  if (page.calls.length === 0) return <NoCalls search={search} nextCursor={page.nextCursor} />;
  return (
    <>
      <DataTable
        caption={t(search.sort ? "list.captionByCharge" : "list.caption")}
        columns={columns}
        rows={page.calls}
        rowId={({ id }) => id}
        rowHref={({ id }) => `/calls/${id}`}
        view={tableView(columns, search.sort, search.columns)}
        sortHref={(sort) => callSearchHref("/calls", { ...search, ...FIRST_PAGE, sort: sort === "-charge" ? sort : null })}
        isSortedAlready
      />
      <div className="sticky bottom-0 z-20 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-b-lg border-t border-line-strong bg-surface px-4 py-2 text-small">
        <p className="text-muted">
          {totals
            ? t.rich("list.total", {
                count: totals.calls,
                sum: () => <span className="font-medium text-ink">{<Money amountNano={totals.chargeNano} kind="exact" />}</span>,
              })
            : t("list.tooManyToSum")}
          {search.sort && ` ${t("list.largest", { count: page.calls.length })}`}
        </p>
        <CallPages search={search} page={page} />
      </div>
    </>
  );
}
