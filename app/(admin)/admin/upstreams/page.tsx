import { Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  deleteUpstreamAction,
  moveUpstreamAction,
  saveUpstreamAction,
  testUpstreamAction,
  weighUpstreamAction,
} from "@/app/(admin)/admin/upstreams/actions";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { AccountTable } from "@/components/upstreams/account-table";
import { AddAccount } from "@/components/upstreams/add-account";
import { LimitedTable } from "@/components/upstreams/limited-table";
import { UpstreamMenu } from "@/components/upstreams/upstream-menu";
import { requireAdmin } from "@/lib/auth/current-user";
import { priceBook } from "@/lib/pricing/price-book";
import { formOfAccount } from "@/lib/upstream-accounts/account-form";
import { canSeal } from "@/lib/upstream-accounts/credentials";
import { listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readPoolHealth } from "@/lib/upstreams/stored/pool-health";
import { readAccountActivity } from "@/lib/usage/read-account-calls";
import { listLimitedWorkspaces, readProfileProblems } from "@/lib/user-profiles/read-limits";

const ACTIONS = { save: saveUpstreamAction, move: moveUpstreamAction, remove: deleteUpstreamAction, test: testUpstreamAction };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("title") };
}

export default async function UpstreamsPage() {
  await requireAdmin();
  const now = new Date();
  const [t, accounts, health, problems, limits] = await Promise.all([
    getTranslations("upstreams"),
    listAccounts(),
    readPoolHealth(),
    readProfileProblems(),
    listLimitedWorkspaces(now),
  ]);
  const activity = await readAccountActivity(
    accounts.map(({ name }) => name),
    now,
  );
  const catalogue = (await priceBook()).offeredModels(now).map(({ id, displayName }) => ({ id, name: displayName }));
  const states = accounts.flatMap(({ state, sealProblem }) => (sealProblem ? [] : [state]));
  return (
    <>
      <PageHeader
        title={t("title")}
        actions={<AddAccount catalogue={catalogue} actions={ACTIONS} isDisabled={!canSeal()} isFirst={accounts.length === 0} />}
      />
      {!canSeal() && <Alert tone="warning">{t("noKey")}</Alert>}
      {accounts.length > 0 && !states.includes("enabled") && (
        <Alert tone="warning">{t(`noneTakesCalls.${states.includes("draining") ? "draining" : "disabled"}`)}</Alert>
      )}
      {accounts.length === 0 && problems.has("environment") && (
        <Alert tone="warning" title={t("profiles.environment")}>
          {t("profiles.words", { problem: problems.get("environment")?.problem ?? "" })}
        </Alert>
      )}
      <Card isFlush>
        {accounts.length === 0 ? (
          <EmptyState title={t("empty.title")} icon={<Waypoints />}>
            {t("empty.text")}
          </EmptyState>
        ) : (
          <AccountTable
            accounts={accounts}
            health={health}
            activity={activity}
            problems={problems}
            now={now}
            weigh={weighUpstreamAction}
            menu={(account) => (
              <UpstreamMenu
                account={{
                  id: account.id,
                  name: account.name,
                  revision: account.revision,
                  state: account.state,
                  credentialKind: account.credentialKind,
                  form: formOfAccount(account),
                }}
                catalogue={catalogue}
                actions={ACTIONS}
              />
            )}
          />
        )}
      </Card>
      {limits.length > 0 && (
        <Card title={t("limited.title")} description={t("limited.note")} isFlush>
          <LimitedTable limits={limits} accountNames={new Map(accounts.map(({ id, name }) => [id, name]))} now={now} />
        </Card>
      )}
    </>
  );
}
