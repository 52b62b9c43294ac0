import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { CallsTable } from "@/components/calls/calls-table";
import { AvailableBalance } from "@/components/shell/available-balance";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatStrip } from "@/components/ui/stat";
import { FirstCallGuide } from "@/components/usage/first-call-guide";
import { currentWorkspace } from "@/lib/auth/current-user";
import { listKeys } from "@/lib/keys/list-keys";
import { readWallet, type Wallet } from "@/lib/ledger/wallet";
import { env } from "@/lib/platform/env";
import { priceBook } from "@/lib/pricing/price-book";
import { addUpUsage, netSavingNano } from "@/lib/usage/add-up-usage";
import { dayOf, lastDays } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import { sumUsage, type UsageSum } from "@/lib/usage/sum-usage";

const DAYS = 30;
const LAST_CALLS = 8;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

export default async function OverviewPage() {
  const [t, workspace] = await Promise.all([getTranslations("overview"), currentWorkspace()]);
  const { id, timeZone } = workspace;
  const now = new Date();
  const [wallet, sums, { calls }, keys] = await Promise.all([
    readWallet(id),
    sumUsage(id, { ...lastDays(DAYS, timeZone, now), timeZone, by: ["day"] }),
    listCalls(id, {}, null, LAST_CALLS),
    listKeys(id),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={workspace.name}
        actions={
          <Button asChild>
            <Link href="/billing">{t("topUp")}</Link>
          </Button>
        }
      />
      {(wallet?.isFrozen || wallet?.isQuestioned) && (
        <Alert tone="danger" title={t("frozenTitle")}>
          {t("frozenText")}
        </Alert>
      )}
      <Balances wallet={wallet} sums={sums} today={dayOf(now, timeZone)} />
      {calls.length === 0 ? (
        <FirstCallGuide
          hasMoney={(wallet?.availableNano ?? 0n) > 0n}
          hasKey={keys.some((key) => key.revokedAt === null)}
          baseUrl={`${env.RELAIS_PUBLIC_URL}/api/v1`}
          modelId={await exampleModel(now)}
        />
      ) : (
        <Card
          title={t("lastCalls")}
          actions={
            <Link href="/usage" className="text-body text-accent hover:underline">
              {t("allCalls")}
            </Link>
          }
          isFlush
        >
          <CallsTable calls={calls} timeZone={timeZone} keyNames={Object.fromEntries(keys.map((key) => [key.id, key.name]))} />
        </Card>
      )}
    </>
  );
}

async function Balances({ wallet, sums, today }: { wallet: Wallet | null; sums: UsageSum[]; today: string }) {
  const t = await getTranslations("overview");
  const month = addUpUsage(sums);
  const spentToday = addUpUsage(sums.filter((sum) => sum.day === today)).chargeNano;
  return (
    <StatStrip>
      <Stat label={t("available")} value={<AvailableBalance availableNano={wallet?.availableNano ?? 0n} />} note={t("availableNote")} />
      <Stat
        label={t("held")}
        value={<Money amountNano={wallet?.heldNano ?? 0n} kind="sum" />}
        note={t("heldNote", { count: wallet?.holdsInFlight ?? 0 })}
      />
      <Stat label={t("spentToday")} value={<Money amountNano={spentToday} kind="sum" />} />
      <Stat label={t("spent", { days: DAYS })} value={<Money amountNano={month.chargeNano} kind="sum" />} />
      <Stat label={t("saved", { days: DAYS })} value={<Money amountNano={netSavingNano(month)} kind="balance" />} note={t("savedNote")} />
    </StatStrip>
  );
}

/** A model for the first call: the newest Sonnet, which is neither the most expensive nor the smallest. */
async function exampleModel(now: Date): Promise<string> {
  const offered = (await priceBook()).offeredModels(now).filter((model) => model.lifecycle === "active");
  return (offered.find((model) => model.line === "sonnet") ?? offered[0])?.id ?? "claude-sonnet-4-6";
}
