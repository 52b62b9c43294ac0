import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cancelTopUpAction, continueTopUpAction, startTopUpAction } from "@/app/(portal)/billing/actions";
import { createKeyAction } from "@/app/(portal)/keys/actions";
import { exampleModel } from "@/components/keys/example-model";
import { OverviewFigures } from "@/components/overview/overview-figures";
import { periodOf, periodRange } from "@/components/overview/period";
import { Start } from "@/components/start/start";
import { PageHeader } from "@/components/ui/page-header";
import { type CurrentUser, requireUser } from "@/lib/auth/current-user";
import { AppError, invariant } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { listKeys } from "@/lib/keys/list-keys";
import { readPageWallet } from "@/lib/ledger/page-wallet";
import type { Wallet } from "@/lib/ledger/wallet";
import { env } from "@/lib/platform/env";
import { modelNames } from "@/lib/pricing/model-names";
import { priceBook } from "@/lib/pricing/price-book";
import { readKeyBudgets } from "@/lib/tiers/read-spend";
import { readProgress, type TopUpProgress } from "@/lib/topups/billing";
import { addUpUsage } from "@/lib/usage/add-up-usage";
import type { FinishedCall } from "@/lib/usage/call";
import { lastDays } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import { sumUsage } from "@/lib/usage/sum-usage";

const RECENT_CALLS = 8;
const PACE_DAYS = 7;

type Query = Record<string, string | string[] | undefined>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [t, user, query] = await Promise.all([getTranslations("overview"), requireUser(), searchParams]);
  const [wallet, { calls }] = await Promise.all([readPageWallet(user.workspace.id), listCalls(user.workspace.id, {}, null, RECENT_CALLS)]);
  invariant(wallet, "every workspace has a wallet from its first moment");
  return (
    <>
      <PageHeader title={t("title")} />
      {calls.length === 0 ? (
        <StartOf user={user} wallet={wallet} query={query} />
      ) : (
        <FiguresOf user={user} wallet={wallet} calls={calls} query={query} />
      )}
    </>
  );
}

/** For a workspace without calls: the way to the first one. */
async function StartOf({ user, wallet, query }: { user: CurrentUser; wallet: Wallet; query: Query }) {
  const [keys, prices, first] = await Promise.all([
    listKeys(user.workspace.id),
    priceBook(),
    typeof query.topup === "string" ? progressOf(user.workspace.id, query.topup) : null,
  ]);
  const payment = first && { first, hasLeft: query.left !== undefined, isStripeAway: query.away !== undefined, email: user.email };
  return (
    <Start
      // Reading the payment may have added it to the balance, which was read before.
      availableNano={first ? BigInt(first.availableNano) : wallet.availableNano}
      topUp={{
        formKey: newId(),
        action: startTopUpAction,
        payment,
        orderActions: { goOn: continueTopUpAction, cancel: cancelTopUpAction },
      }}
      createKey={createKeyAction}
      submissionKey={randomUUID()}
      hasKey={keys.some((key) => key.revokedAt === null)}
      publicUrl={env.RELAIS_PUBLIC_URL}
      model={exampleModel(prices.offeredModels(new Date()))}
    />
  );
}

async function progressOf(workspaceId: string, topUpId: string): Promise<TopUpProgress | null> {
  try {
    return await readProgress(workspaceId, topUpId);
  } catch (error) {
    // An address that names no top-up of this workspace shows the page without one.
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

type FiguresOfProps = { user: CurrentUser; wallet: Wallet; calls: FinishedCall[]; query: Query };

async function FiguresOf({ user, wallet, calls, query }: FiguresOfProps) {
  const { id, timeZone } = user.workspace;
  const now = new Date();
  const period = periodOf(query.spend);
  const range = periodRange(period, timeZone, now);
  const [sums, week, keys, budgets, prices] = await Promise.all([
    sumUsage(id, { from: range.before, to: range.to, timeZone, by: [range.step, "model"] }),
    sumUsage(id, { ...lastDays(PACE_DAYS, timeZone, now), timeZone, by: [], withoutSavings: true }),
    listKeys(id),
    readKeyBudgets(id, now),
    priceBook(),
  ]);
  return (
    <OverviewFigures
      wallet={wallet}
      keys={keys}
      budgets={budgets}
      calls={calls}
      period={period}
      range={range}
      sums={sums}
      weekNano={addUpUsage(week).chargeNano}
      unverified={user.isEmailVerified ? null : user.email}
      timeZone={timeZone}
      modelNames={modelNames(
        prices,
        [...sums, ...calls].flatMap(({ modelId }) => modelId ?? []),
      )}
      now={now}
    />
  );
}
