import { Menu } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Brand } from "@/components/shell/brand";
import { SandboxPill } from "@/components/shell/sandbox-pill";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";

const PAGES = [
  { href: "/prices", name: "prices" },
  { href: "/docs/api", name: "docs" },
] as const;

/** The header of public pages. On a narrow screen its links are in a menu. */
export function SiteHeader({ hasSession }: { hasSession: boolean }) {
  const t = useTranslations("home.header");
  const ways = hasSession
    ? [{ href: "/overview", name: "portal" as const }]
    : [
        { href: "/sign-in", name: "signIn" as const },
        { href: "/sign-up", name: "signUp" as const },
      ];
  return (
    <header className="relative z-20 mx-auto flex h-16 w-full max-w-(--site-width) items-center justify-between gap-2 px-4 sm:px-6">
      <span className="flex items-center gap-3">
        <Brand href="/" />
        <SandboxPill />
      </span>
      <nav aria-label={t("pages")} className="flex items-center gap-1 sm:gap-2">
        {PAGES.map(({ href, name }) => (
          <Button key={href} asChild look="ghost" size="small" className="max-sm:hidden">
            <Link href={href}>{t(name)}</Link>
          </Button>
        ))}
        <span className="max-sm:hidden">
          <ThemeSwitch />
        </span>
        {ways.map(({ href, name }, index) => {
          const isLast = index === ways.length - 1;
          return (
            <Button
              key={href}
              asChild
              look={isLast ? "primary" : "ghost"}
              size="small"
              className={isLast && index > 0 ? "max-sm:hidden" : undefined}
            >
              <Link href={href}>{t(name)}</Link>
            </Button>
          );
        })}
        <span className="relative sm:hidden">
          <Disclosure label={<span className="sr-only">{t("menu")}</span>} icon={<Menu aria-hidden />} className="right-0 left-auto w-48!">
            <ul className="grid text-body">
              {[...PAGES, ...ways].map(({ href, name }) => (
                <li key={href}>
                  <Link href={href} className="flex h-10 items-center rounded-md px-2 hover:bg-hover">
                    {t(name)}
                  </Link>
                </li>
              ))}
              <li className="mt-1 flex items-center justify-between border-t pt-1 pl-2">
                {t("theme")}
                <ThemeSwitch />
              </li>
            </ul>
          </Disclosure>
        </span>
      </nav>
    </header>
  );
}
