import Link from "next/link";
import type { ReactNode } from "react";
import { AccountLink } from "@/components/shell/account-link";
import { type Balance, BalanceChip } from "@/components/shell/balance-chip";
import { Brand } from "@/components/shell/brand";
import { Navigation } from "@/components/shell/navigation";
import { SignOut } from "@/components/shell/sign-out";
import { SkipLink } from "@/components/shell/skip-link";
import { ThemeSwitch } from "@/components/shell/theme-switch";

type PortalFrameProps = {
  user: { email: string; role: "user" | "admin"; workspace: { name: string } };
  balance: Balance;
  signOut: () => Promise<void>;
  children: ReactNode;
};

/** A sidebar on wide screens, a top bar with a row of links on narrow ones, from one set of elements. */
export function PortalFrame({ user, balance, signOut, children }: PortalFrameProps) {
  const workspaceName = user.workspace.name;
  return (
    <div className="min-h-[calc(100dvh-var(--banner))] lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <SkipLink />
      <header className="grid grid-cols-[minmax(0,1fr)_auto] border-b bg-surface lg:sticky lg:top-0 lg:h-[calc(100dvh-var(--banner))] lg:grid-cols-1 lg:grid-rows-[auto_1fr_auto] lg:border-r lg:border-b-0">
        <div className="flex h-14 min-w-0 items-center gap-3 px-4 lg:h-16 lg:px-6">
          <Brand href="/overview" />
          <span className="truncate border-l pl-3 text-body text-muted lg:hidden">{workspaceName}</span>
        </div>
        <div className="max-lg:order-last max-lg:col-span-2 lg:pt-2">
          <Navigation isAdmin={user.role === "admin"} />
        </div>
        <div className="flex items-center gap-1 px-2 lg:flex-wrap lg:border-t lg:p-3">
          <Link href="/account" className="grid w-full min-w-0 rounded-md px-3 py-1.5 text-body hover:bg-sunken max-lg:hidden">
            <span className="truncate font-medium" title={workspaceName}>
              {workspaceName}
            </span>
            <span className="truncate text-small text-muted" title={user.email}>
              {user.email}
            </span>
          </Link>
          <BalanceChip balance={balance} />
          <ThemeSwitch />
          <AccountLink />
          <SignOut action={signOut} />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-6xl content-start gap-6 px-4 py-6 text-body outline-none sm:px-6 lg:px-10 lg:py-9"
      >
        {children}
      </main>
    </div>
  );
}
