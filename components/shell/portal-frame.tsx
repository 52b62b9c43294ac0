import { BookOpen, LifeBuoy } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TopUpAction } from "@/components/billing/top-up-form";
import type { Balance } from "@/components/shell/balance-chip";
import { BottomBar } from "@/components/shell/bottom-bar";
import { Navigation } from "@/components/shell/navigation";
import { SkipLink } from "@/components/shell/skip-link";
import { TopBar } from "@/components/shell/top-bar";
import { WorkspaceHead } from "@/components/shell/workspace-head";
import { env } from "@/lib/platform/env";

type PortalFrameProps = {
  user: { email: string; role: "user" | "admin"; workspace: { name: string; role: "owner" | "admin" | "member" } };
  balance: Balance;
  topUp: TopUpAction;
  signOut: () => Promise<void>;
  children: ReactNode;
};

/** The shell of every page inside: navigation at the left or at the foot, a bar at the top, the page. */
export function PortalFrame({ user, balance, topUp, signOut, children }: PortalFrameProps) {
  const isAdmin = user.role === "admin";
  return (
    <div className="min-h-[calc(100dvh-var(--banner))] [--sticky-top:calc(var(--banner)+3rem)] md:grid md:grid-cols-[3.5rem_minmax(0,1fr)] lg:grid-cols-[13rem_minmax(0,1fr)]">
      <SkipLink />
      <div className="sticky top-(--banner) flex h-[calc(100dvh-var(--banner))] flex-col gap-2 overflow-y-auto border-r p-2 max-md:hidden lg:px-3">
        <WorkspaceHead workspace={user.workspace} />
        <Navigation isAdmin={isAdmin} />
        <Foot />
      </div>
      <div className="grid min-w-0 grid-rows-[auto_1fr]">
        <TopBar email={user.email} isAdmin={isAdmin} balance={balance} topUp={topUp} signOut={signOut} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto grid w-full max-w-340 content-start gap-6 px-4 pt-2 pb-20 text-body outline-none sm:px-6 md:pb-8"
        >
          {children}
        </main>
      </div>
      <BottomBar isAdmin={isAdmin} />
    </div>
  );
}

const footLook = "flex h-8 items-center gap-2.5 rounded-md px-2 text-small text-muted hover:bg-hover hover:text-ink max-lg:justify-center";

function Foot() {
  const t = useTranslations("shell");
  return (
    <div className="mt-auto grid gap-0.5 border-t pt-2">
      <Link href="/docs/api" title={t("docs")} className={footLook}>
        <BookOpen aria-hidden className="size-4 shrink-0" />
        <span className="max-lg:sr-only">{t("docs")}</span>
      </Link>
      {env.RELAIS_SUPPORT_EMAIL && (
        <a href={`mailto:${env.RELAIS_SUPPORT_EMAIL}`} title={env.RELAIS_SUPPORT_EMAIL} className={footLook}>
          <LifeBuoy aria-hidden className="size-4 shrink-0" />
          <span className="max-lg:sr-only">{t("support")}</span>
        </a>
      )}
    </div>
  );
}
