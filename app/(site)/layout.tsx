import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { BrandMark } from "@/components/shell/brand";
import { SkipLink } from "@/components/shell/skip-link";
import { Texts } from "@/components/shell/texts";
import { SiteHeader } from "@/components/site/site-header";
import { currentUser } from "@/lib/auth/current-user";

export default async function SiteLayout({ children }: { children: ReactNode }) {
  const [t, user] = await Promise.all([getTranslations("shell"), currentUser()]);
  return (
    <Texts of={["reference"]}>
      <div className="relative overflow-x-clip">
        <SkipLink />
        <SiteHeader isSignedIn={user !== null} />
        {children}
        <footer className="border-t">
          <div className="mx-auto flex max-w-6xl items-center gap-3 px-4 py-8 text-body text-muted sm:px-6">
            <BrandMark className="size-5" />
            {t("footer")}
            <Link href="/docs/api" className="ml-auto underline underline-offset-2">
              {t("apiReference")}
            </Link>
          </div>
        </footer>
      </div>
    </Texts>
  );
}
