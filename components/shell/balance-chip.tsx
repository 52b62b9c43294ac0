"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/shell/use-live";
import { Money } from "@/components/ui/money";

/** The state at the time when the page was rendered; null without a wallet. */
export type Balance = { availableNano: bigint; holdsInFlight: number } | null;

/** What calls can spend and how many are running, now. It leads to the top-up. */
export function BalanceChip({ balance }: { balance: Balance }) {
  const t = useTranslations("shell.balance");
  const live = useLive();
  const running = live?.running ?? balance?.holdsInFlight ?? 0;
  return (
    <Link
      href="/billing#top-up"
      title={t("chip")}
      data-testid="balance-live"
      className="flex h-10 shrink-0 items-center gap-1.5 rounded-md border px-2.5 text-small font-medium hover:bg-hover sm:h-8"
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
  );
}
