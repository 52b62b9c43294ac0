import Link from "next/link";
import { useTranslations } from "next-intl";
import { Brand } from "@/components/shell/brand";
import { SandboxPill } from "@/components/shell/sandbox-pill";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Button } from "@/components/ui/button";

/** The header of public pages. */
export function SiteHeader({ isSignedIn }: { isSignedIn: boolean }) {
  const t = useTranslations("shell");
  return (
    <header className="relative z-10 mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-2 px-4 sm:px-6">
      <span className="flex items-center gap-3">
        <Brand href="/" />
        <SandboxPill />
      </span>
      <nav aria-label={t("account")} className="flex items-center gap-1 sm:gap-2">
        <Button asChild look="ghost" size="small" className="max-sm:px-2">
          <Link href="/docs/api">{t("apiReference")}</Link>
        </Button>
        <ThemeSwitch />
        {isSignedIn ? (
          <Button asChild size="small">
            <Link href="/overview">{t("openPortal")}</Link>
          </Button>
        ) : (
          <>
            <Button asChild look="ghost" size="small" className="max-sm:px-2">
              <Link href="/sign-in">{t("signIn")}</Link>
            </Button>
            <Button asChild size="small" className="max-sm:hidden">
              <Link href="/sign-up">{t("signUp")}</Link>
            </Button>
          </>
        )}
      </nav>
    </header>
  );
}
