import Link from "next/link";
import { useTranslations } from "next-intl";
import { daysLeft } from "@/components/overview/pace";
import { AvailableBalance } from "@/components/shell/available-balance";
import { Guilloche } from "@/components/site/guilloche";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import type { Wallet } from "@/lib/ledger/wallet";

type BalanceCardProps = { wallet: Wallet /** What the last seven whole days cost. */; weekNano: bigint };

/** What can be spent now, and for how long at the pace of the last week. */
export function BalanceCard({ wallet, weekNano }: BalanceCardProps) {
  const t = useTranslations("overview");
  const days = daysLeft(wallet.availableNano, weekNano);
  return (
    <section className="relative isolate grid min-w-0 content-between gap-6 rounded-lg border bg-surface p-4 sm:p-5">
      <div aria-hidden className="absolute inset-0 -z-10 overflow-hidden rounded-lg">
        <Guilloche className="absolute -top-16 -right-16 size-64 text-accent opacity-[0.06] dark:opacity-[0.1]" />
      </div>
      <div className="grid gap-1">
        <h2 className="text-small text-muted">{t("available")}</h2>
        <p className="figure text-figure break-words">
          <AvailableBalance availableNano={wallet.availableNano} />
        </p>
        <p className="text-small text-muted">{days === null ? t("noPace") : t("lasts", { days })}</p>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <dl className="flex flex-wrap gap-x-6 gap-y-1 text-small">
          <div>
            <dt className="text-muted">{t("held")}</dt>
            <dd className="figure">
              <Money amountNano={wallet.heldNano} kind="sum" />
            </dd>
          </div>
          <div>
            <dt className="text-muted">{t("running")}</dt>
            <dd className="figure">{t("runningCalls", { count: wallet.holdsInFlight })}</dd>
          </div>
        </dl>
        <Button asChild>
          <Link href="/billing">{t("topUp")}</Link>
        </Button>
      </div>
    </section>
  );
}
