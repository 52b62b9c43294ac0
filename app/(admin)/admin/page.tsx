import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { HealthList } from "@/components/health/health-list";
import { MarginCard } from "@/components/health/margin-card";
import { NewestPeople } from "@/components/health/newest-people";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { listNewestPeople } from "@/lib/auth/users";
import { listOpenEvents, listStopped } from "@/lib/clearing/list-stopped";
import { readBackgroundHealth } from "@/lib/failures/background-health";
import { listFailures } from "@/lib/failures/list-failures";
import { readFloat } from "@/lib/ledger/float";
import { checkBooksQuickly } from "@/lib/ledger/quick-books";
import { readPriceList } from "@/lib/pricing/price-list";
import { listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readPoolHealth } from "@/lib/upstreams/stored/pool-health";
import { readMarginDays } from "@/lib/usage/read-margin-days";

const DAYS = 14;
const PEOPLE = 10;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("title") };
}

/** What an admin has to know first: is the money right, and does anything wait. */
export default async function HealthPage() {
  await requireAdmin();
  const now = new Date();
  const [t, stopped, events, failures, background, models] = await Promise.all([
    getTranslations("admin"),
    listStopped(),
    listOpenEvents(),
    listFailures(),
    readBackgroundHealth(),
    readPriceList(now),
  ]);
  // In turns: a page that wants a dozen connections at once waits for all of them to be made.
  const [accounts, pool, books, float, days, people] = await Promise.all([
    listAccounts(),
    readPoolHealth(),
    checkBooksQuickly(),
    readFloat(),
    readMarginDays(DAYS, now),
    listNewestPeople(PEOPLE),
  ]);
  const cooling = new Set(
    pool.flatMap(({ accountId, cooling }) => (cooling.some(({ until }) => new Date(until) > now) ? [accountId] : [])),
  );
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-6">
          <HealthList
            facts={{
              books: books.isKnown ? new Set(books.violations.map(({ workspaceId }) => workspaceId)).size : null,
              wallets: float.wallets,
              frozen: stopped.filter(({ isFrozen }) => isFrozen).length,
              owing: stopped.filter(({ owedNano }) => owedNano > 0n).map(({ owedNano }) => owedNano),
              openEvents: events.length,
              failures: failures.calls.length + failures.topUps.length + failures.jobs.length,
              pendingEvents: background.pendingEvents,
              oldestPendingMinutes: Math.floor(background.oldestPendingEventSeconds / 60),
              offered: models.filter(({ isOffered }) => isOffered).length,
              unpriced: models.flatMap(({ model, isOffered }) => (isOffered || model.lifecycle === "retired" ? [] : [model.displayName])),
              accountsTakingCalls: accounts.filter(({ state, sealProblem }) => state === "enabled" && !sealProblem).length,
              accounts: accounts.length,
              accountsInTrouble: accounts.flatMap(({ id, name, sealProblem }) => (sealProblem || cooling.has(id) ? [name] : [])),
            }}
          />
          <MarginCard days={days} float={float} />
        </div>
        <NewestPeople people={people} now={now} />
      </div>
    </>
  );
}
