import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { CallColumnChoice } from "@/components/calls/call-column-choice";
import { CallExportLinks } from "@/components/calls/call-export-links";
import { CallFilterBar } from "@/components/calls/call-filter-bar";
import { CallList } from "@/components/calls/call-list";
import { LAST_PAGE } from "@/components/calls/call-pages";
import { type CallSearch, filtersOfSearch, loadCallSearch } from "@/components/calls/call-search";
import { LiveTail } from "@/components/calls/live-tail";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { currentWorkspace } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { shownName } from "@/lib/basics/time-zones";
import { listKeys } from "@/lib/keys/list-keys";
import { modelNames } from "@/lib/pricing/model-names";
import { priceBook } from "@/lib/pricing/price-book";
import type { CallFilters } from "@/lib/usage/call-filters";
import { type CallPage, listCalls, listCallsBefore } from "@/lib/usage/list-calls";
import { listCostliestCalls } from "@/lib/usage/list-costliest-calls";
import { sumCalls } from "@/lib/usage/sum-calls";

const PAGE_SIZE = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls"))("listTitle") };
}

export default async function CallsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, workspace, search] = await Promise.all([getTranslations("calls"), currentWorkspace(), loadCallSearch(searchParams)]);
  const { id, timeZone } = workspace;
  const now = new Date();
  const filters = filtersOfSearch(search, timeZone, now);
  const [page, totals, keys, book] = await Promise.all([pageOf(id, filters, search), sumCalls(id, filters), listKeys(id), priceBook()]);
  const offered = book.offeredModels(now).map((model) => [model.id, model.displayName] as const);
  // A model that is no longer offered keeps its name, and stays a choice while it is chosen.
  const older = [search.model, ...(page?.calls.map(({ modelId }) => modelId) ?? [])].flatMap((each) => each ?? []);
  const names = modelNames(book, older);
  const models = Object.fromEntries(offered);
  const keyNames = Object.fromEntries(keys.map((key) => [key.id, key.name]));
  const isNewestFirst = !(search.sort || search.cursor || search.before);
  return (
    <>
      <PageHeader title={t("listTitle")} description={t("list.zone", { timeZone: shownName(timeZone) })} />
      <CallFilterBar
        search={search}
        models={search.model ? { [search.model]: names[search.model] ?? search.model, ...models } : models}
        keys={keyNames}
        actions={
          <>
            {isNewestFirst && <LiveTail newestId={page?.calls[0]?.id ?? null} words={{ name: t("list.live"), hint: t("list.liveHint") }} />}
            <CallColumnChoice search={search} timeZone={timeZone} />
            <CallExportLinks search={search} />
          </>
        }
      />
      <Card isFlush>
        <CallList {...{ page, totals, search, timeZone }} models={{ ...models, ...names }} keys={keyNames} />
      </Card>
    </>
  );
}

async function pageOf(workspaceId: string, filters: CallFilters, search: CallSearch): Promise<CallPage | null> {
  if (search.sort) {
    const calls = await listCostliestCalls(workspaceId, filters, PAGE_SIZE);
    return calls && { calls, nextCursor: null, previousCursor: null };
  }
  try {
    if (search.before === null) return await listCalls(workspaceId, filters, search.cursor, PAGE_SIZE);
    const page = await listCallsBefore(workspaceId, filters, search.before === LAST_PAGE ? null : search.before, PAGE_SIZE);
    // Fewer than a page before this place: the list has begun, and is shown from there.
    return page.calls.length < PAGE_SIZE && page.previousCursor === null && search.before !== LAST_PAGE
      ? await listCalls(workspaceId, filters, null, PAGE_SIZE)
      : page;
  } catch (error) {
    // An old link, or one that a mail program cut short, shows the newest calls instead of an error.
    if (error instanceof AppError && error.code === "invalid_request") return listCalls(workspaceId, filters, null, PAGE_SIZE);
    throw error;
  }
}
