import { useTranslations } from "next-intl";
import { RecentCalls } from "@/components/calls/recent-calls";
import { Attention } from "@/components/overview/attention";
import { BalanceCard } from "@/components/overview/balance-card";
import type { Period, PeriodRange } from "@/components/overview/period";
import { CallsCard, KeysCard, SavedCard } from "@/components/overview/small-cards";
import { SpendCard } from "@/components/overview/spend-card";
import type { Key } from "@/lib/keys/key";
import type { Wallet } from "@/lib/ledger/wallet";
import type { KeyBudget } from "@/lib/tiers/read-spend";
import { addUpUsage } from "@/lib/usage/add-up-usage";
import type { FinishedCall } from "@/lib/usage/call";
import type { UsageFigures, UsageSum } from "@/lib/usage/sum-usage";

export type OverviewData = {
  wallet: Wallet;
  keys: Key[];
  budgets: Map<string, KeyBudget>;
  calls: FinishedCall[];
  period: Period;
  range: PeriodRange;
  /** Of the period and of the one before it, by step and model. */
  sums: UsageSum[];
  weekNano: bigint;
  unverified: string | null;
  timeZone: string;
  /** Names of models by their ids. */
  modelNames: Record<string, string>;
  now: Date;
};

/** The overview of a workspace that has made calls. */
export function OverviewFigures({
  wallet,
  keys,
  budgets,
  calls,
  period,
  range,
  sums,
  weekNano,
  unverified,
  timeZone,
  modelNames,
  now,
}: OverviewData) {
  const t = useTranslations("overview");
  const bars = new Set(range.bars);
  const own = sums.filter((sum) => bars.has(barOf(sum)));
  const before = sums.filter((sum) => !bars.has(barOf(sum)));
  const figures = addUpUsage(own);
  const steps: UsageFigures[] = range.bars.map((bar) => addUpUsage(own.filter((sum) => barOf(sum) === bar)));
  const live = keys.filter((key) => key.revokedAt === null);
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-[5fr_7fr]">
        <BalanceCard wallet={wallet} weekNano={weekNano} />
        <SpendCard
          period={period}
          range={range}
          sums={own}
          beforeNano={addUpUsage(before).chargeNano}
          timeZone={timeZone}
          names={modelNames}
        />
      </div>
      <div className="grid gap-4 md:grid-cols-3">
        <SavedCard figures={figures} steps={steps} step={range.step} />
        <CallsCard figures={figures} steps={steps} step={range.step} />
        <KeysCard keys={live} budgets={budgets} timeZone={timeZone} />
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <RecentCalls
          title={t("recent")}
          allCalls={t("allCalls")}
          calls={calls}
          timeZone={timeZone}
          modelNames={modelNames}
          keyNames={Object.fromEntries(keys.map((key) => [key.id, key.name]))}
        />
        <Attention wallet={wallet} keys={live} budgets={budgets} unverified={unverified} timeZone={timeZone} now={now} />
      </div>
    </>
  );
}

const barOf = (sum: UsageSum) => sum.day ?? sum.hour?.toISOString() ?? "";
