import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TopUpAction } from "@/components/billing/top-up-form";
import { SearchButton } from "@/components/palette/search-button";
import { AccountMenu } from "@/components/shell/account-menu";
import { type Balance, BalanceChip } from "@/components/shell/balance-chip";
import { BrandMark } from "@/components/shell/brand";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { SandboxPill } from "@/components/shell/sandbox-pill";
import { Button } from "@/components/ui/button";

type TopBarProps = { email: string; isAdmin: boolean; balance: Balance; topUp: TopUpAction; signOut: () => Promise<void> };

/** Where this page is, what can be spent, and the menu of the person. */
export function TopBar({ email, isAdmin, balance, topUp, signOut }: TopBarProps) {
  const t = useTranslations("shell");
  return (
    <header className="sticky top-(--banner) z-20 flex h-12 min-w-0 items-center gap-2 border-b bg-paper/95 px-4 backdrop-blur-sm sm:px-6">
      <Link href="/overview" aria-label={t("nav.overview")} className="shrink-0 rounded-md md:hidden">
        <BrandMark className="size-6 text-accent" />
      </Link>
      <Breadcrumb />
      <SandboxPill />
      <div className="ml-auto flex min-w-0 items-center gap-2">
        <SearchButton isAdmin={isAdmin} signOut={signOut} />
        <BalanceChip balance={balance} topUp={topUp} />
        <Button asChild look="ghost" size="icon" className="max-sm:hidden">
          <Link href="/docs/api" aria-label={t("docs")} title={t("docs")}>
            <CircleHelp aria-hidden />
          </Link>
        </Button>
        <noscript>
          <a href="/sign-out" className="text-small text-accent underline underline-offset-4">
            {t("signOut")}
          </a>
        </noscript>
        <AccountMenu email={email} signOut={signOut} />
      </div>
    </header>
  );
}
