import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cancelTopUpAction, continueTopUpAction, startTopUpAction } from "@/app/(portal)/billing/actions";
import { BalanceStrip } from "@/components/billing/balance-strip";
import { LedgerEntries } from "@/components/billing/ledger-entries";
import { TopUpForm } from "@/components/billing/top-up-form";
import { TopUpHistory } from "@/components/billing/top-up-history";
import { PageHeader } from "@/components/ui/page-header";
import { requireUser } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { readBilling } from "@/lib/topups/billing";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing"))("title") };
}

export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const { workspace } = await requireUser();
  const { topups, entries } = await searchParams;
  const page = { topUpsBefore: first(topups), entriesBefore: first(entries) };
  const [t, billing] = await Promise.all([getTranslations("billing"), readBilling(workspace.id, page)]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <BalanceStrip wallet={billing.wallet} />
      <div className="grid items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <TopUpForm firstFormKey={newId()} action={startTopUpAction} />
        <div className="grid min-w-0 gap-6">
          <TopUpHistory
            page={billing.topUps}
            isFirst={!page.topUpsBefore}
            timeZone={workspace.timeZone}
            actions={{ goOn: continueTopUpAction, cancel: cancelTopUpAction }}
          />
          <LedgerEntries page={billing.entries} isFirst={!page.entriesBefore} timeZone={workspace.timeZone} />
        </div>
      </div>
    </>
  );
}

function first(parameter: string | string[] | undefined): string | null {
  return (Array.isArray(parameter) ? parameter[0] : parameter) ?? null;
}
