import { Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteUpstreamAction, moveUpstreamAction, saveUpstreamAction, testUpstreamAction } from "@/app/(admin)/admin/upstreams/actions";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { AccountDialog } from "@/components/upstreams/account-dialog";
import { AccountHealth } from "@/components/upstreams/account-health";
import { AccountTable } from "@/components/upstreams/account-table";
import { ChangeState } from "@/components/upstreams/change-state";
import { DeleteAccount } from "@/components/upstreams/delete-account";
import { TestAccount } from "@/components/upstreams/test-account";
import type { CatalogueModel } from "@/components/upstreams/upstream-state";
import { requireAdmin } from "@/lib/auth/current-user";
import { priceBook } from "@/lib/pricing/price-book";
import { formOfAccount } from "@/lib/upstream-accounts/account-form";
import { canSeal } from "@/lib/upstream-accounts/credentials";
import { type ListedAccount, listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readPoolHealth } from "@/lib/upstreams/stored/pool-health";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("title") };
}

export default async function UpstreamsPage() {
  await requireAdmin();
  const t = await getTranslations("upstreams");
  const [accounts, health] = await Promise.all([listAccounts(), readPoolHealth()]);
  const now = new Date();
  const catalogue = (await priceBook()).offeredModels(now).map(({ id, displayName }) => ({ id, name: displayName }));
  const add = <AccountDialog account={null} catalogue={catalogue} action={saveUpstreamAction} isDisabled={!canSeal()} />;
  const states = accounts.flatMap(({ state, sealProblem }) => (sealProblem ? [] : [state]));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={accounts.length > 0 && add} />
      {!canSeal() && <Alert tone="warning">{t("noKey")}</Alert>}
      {accounts.length > 0 && !states.includes("enabled") && (
        <Alert tone="warning">{t(`noneTakesCalls.${states.includes("draining") ? "draining" : "disabled"}`)}</Alert>
      )}
      <Card isFlush>
        {accounts.length === 0 ? (
          <EmptyState title={t("empty.title")} icon={<Waypoints />} action={add}>
            {t("empty.text")}
          </EmptyState>
        ) : (
          <AccountTable
            accounts={accounts}
            health={({ id }) => <AccountHealth instances={health.filter(({ accountId }) => accountId === id)} now={now} />}
            actions={(account, describedBy) => <Actions account={account} catalogue={catalogue} describedBy={describedBy} />}
          />
        )}
      </Card>
    </>
  );
}

type ActionsProps = { account: ListedAccount; catalogue: CatalogueModel[]; describedBy: string };

function Actions({ account, catalogue, describedBy }: ActionsProps) {
  const { id, name, revision, state, credentialKind } = account;
  const edited = { id, revision, credentialKind, form: formOfAccount(account) };
  return (
    <>
      <TestAccount id={id} name={name} describedBy={describedBy} action={testUpstreamAction} />
      <AccountDialog account={edited} catalogue={catalogue} action={saveUpstreamAction} describedBy={describedBy} />
      <ChangeState account={{ id, name, revision, state }} describedBy={describedBy} action={moveUpstreamAction} />
      <DeleteAccount account={{ id, name, revision }} describedBy={describedBy} action={deleteUpstreamAction} />
    </>
  );
}
