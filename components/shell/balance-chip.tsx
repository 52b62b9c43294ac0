"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TopUpAction } from "@/components/billing/top-up-form";
import { useLive } from "@/components/shell/use-live";
import { Money } from "@/components/ui/money";
import { Popover } from "@/components/ui/popover";

/** The state at the time when the page was rendered; null without a wallet. */
export type Balance = { availableNano: bigint; holdsInFlight: number } | null;

// Loaded when the chip is first pressed.
const ChipTopUp = dynamic(() => import("@/components/billing/chip-top-up").then((module) => module.ChipTopUp), { ssr: false });

/** What calls can spend and how many are running, now. A press opens the top-up; without scripts it leads to billing. */
export function BalanceChip({ balance, topUp }: { balance: Balance; topUp: TopUpAction }) {
  const t = useTranslations("shell.balance");
  const live = useLive();
  const running = live?.running ?? balance?.holdsInFlight ?? 0;
  return (
    <Popover
      label={t("topUp")}
      className="w-80"
      trigger={
        <Link
          href="/billing#top-up"
          prefetch={false}
          title={t("chip")}
          data-testid="balance-live"
          className="flex h-10 shrink-0 items-center gap-1.5 rounded-md border px-2.5 text-small font-medium hover:bg-hover aria-expanded:bg-hover sm:h-8"
        >
          <span className="sr-only">{t("chip")}</span>
          <Money amountNano={live ? BigInt(live.availableNano) : (balance?.availableNano ?? 0n)} kind="balance" />
          {running > 0 && (
            <span className="flex items-center gap-1.5 text-muted">
              <span aria-hidden className="size-1.5 rounded-full bg-accent motion-safe:animate-pulse" />
              {t("running", { count: running })}
            </span>
          )}
        </Link>
      }
    >
      <ChipTopUp action={topUp} />
    </Popover>
  );
}
