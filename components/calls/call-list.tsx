import { ReceiptText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CallFilters } from "@/components/calls/call-filters";
import { type CallSearch, callSearchHref, isFiltered } from "@/components/calls/call-search";
import { CallsTable } from "@/components/calls/calls-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { shownName } from "@/lib/basics/time-zones";
import type { CallPage } from "@/lib/usage/list-calls";

type CallListProps = {
  page: CallPage;
  search: CallSearch;
  timeZone: string;
  /** Names by id, for the columns and the filters. */
  models: Record<string, string>;
  keys: Record<string, string>;
};

/** The list of calls with its filters and pages. The address contains both. */
export function CallList({ page, search, timeZone, models, keys }: CallListProps) {
  const t = useTranslations("usage");
  const choices = (names: Record<string, string>) => Object.entries(names).map(([id, name]) => ({ id, name }));
  return (
    <Card title={t("list")} description={t("listNote", { timeZone: shownName(timeZone) })} isFlush id="calls">
      {/* A model of an older call stays a choice when the address names it. */}
      <CallFilters models={choices({ ...(search.model && { [search.model]: search.model }), ...models })} keys={choices(keys)} />
      {page.calls.length > 0 ? (
        <div className="border-t">
          <CallsTable calls={page.calls} timeZone={timeZone} keyNames={keys} />
          <Pagination
            firstHref={search.cursor ? callSearchHref("/usage", { ...search, cursor: null }) : null}
            nextHref={page.nextCursor ? callSearchHref("/usage", { ...search, cursor: page.nextCursor }) : null}
            summary={t("onThisPage", { count: page.calls.length })}
          />
        </div>
      ) : (
        <NoCalls search={search} nextCursor={page.nextCursor} />
      )}
    </Card>
  );
}

function NoCalls({ search, nextCursor }: { search: CallSearch; nextCursor: string | null }) {
  const t = useTranslations("calls");
  if (nextCursor) return <NoneYet t={t} search={{ ...search, cursor: nextCursor }} />;
  if (search.cursor) return <NoMore t={t} search={search} />;
  if (isFiltered(search)) {
    return <EmptyState title={t("empty.filteredTitle")}>{t("empty.filteredText")}</EmptyState>;
  }
  return (
    <EmptyState
      icon={<ReceiptText />}
      title={t("empty.title")}
      action={
        <Button asChild>
          <Link href="/keys">{t("empty.action")}</Link>
        </Button>
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}

function NoneYet({ t, search }: { t: ReturnType<typeof useTranslations<"calls">>; search: CallSearch }) {
  return (
    <EmptyState
      title={t("empty.noneYetTitle")}
      action={
        <Button asChild look="secondary">
          <Link href={callSearchHref("/usage", search)}>{t("empty.noneYetAction")}</Link>
        </Button>
      }
    >
      {t("empty.noneYetText")}
    </EmptyState>
  );
}

function NoMore({ t, search }: { t: ReturnType<typeof useTranslations<"calls">>; search: CallSearch }) {
  return (
    <EmptyState
      title={t("empty.pastEndTitle")}
      action={
        <Button asChild look="secondary">
          <Link href={callSearchHref("/usage", { ...search, cursor: null })}>{t("empty.pastEndAction")}</Link>
        </Button>
      }
    >
      {t("empty.pastEndText")}
    </EmptyState>
  );
}
