import type { ReactNode } from "react";
import { SkipLink } from "@/components/shell/skip-link";
import { Texts } from "@/components/shell/texts";
import { SiteFooter } from "@/components/site/site-footer";
import { SiteHeader } from "@/components/site/site-header";
import { hasSessionCookie } from "@/lib/auth/session";
import { env } from "@/lib/platform/env";

export default async function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <Texts of={["reference", "site"]}>
      <div className="relative overflow-x-clip [--site-width:72rem] has-data-wide:[--site-width:90rem]">
        <SkipLink />
        <SiteHeader hasSession={await hasSessionCookie()} />
        {children}
        <SiteFooter supportEmail={env.RELAIS_SUPPORT_EMAIL} />
      </div>
    </Texts>
  );
}
