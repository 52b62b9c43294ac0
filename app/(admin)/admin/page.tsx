import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { HealthList } from "@/components/health/health-list";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { listOpenEvents, listStopped } from "@/lib/clearing/list-stopped";
import { readBackgroundHealth } from "@/lib/failures/background-health";
import { listFailures } from "@/lib/failures/list-failures";
import { readPriceList } from "@/lib/pricing/price-list";
import { listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readPoolHealth } from "@/lib/upstreams/stored/pool-health";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("title") };
}

/** What an admin has to know first: is the money right, and does anything wait. */
export default async function HealthPage() {
  await requireAdmin();
  const now = new Date();
  const [t, stopped, events, failures, background, models, accounts, pool] = await Promise.all([
    getTranslations("admin"),
    listStopped(),
    listOpenEvents(),
    listFailures(),
    readBackgroundHealth(),
    readPriceList(now),
    listAccounts(),
    readPoolHealth(),
  ]);
  const cooling = new Set(
    pool.flatMap(({ accountId, cooling }) => (cooling.some(({ until }) => new Date(until) > now) ? [accountId] : [])),
  );
  return (
    <>
      <PageHeader title={t("title")} />
      <HealthList
        facts={{
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
    </>
  );
}
