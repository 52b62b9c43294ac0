"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ADMIN_PAGES, isPageOf, PORTAL_PAGES } from "@/components/shell/pages";

/** Where this page is. The last step is the page itself, whose name its heading says as well. */
export function Breadcrumb() {
  const t = useTranslations("shell");
  const path = usePathname();
  const page = [...PORTAL_PAGES, ...ADMIN_PAGES].find((each) => isPageOf(each, path));
  if (!page) return null;
  const isAdmin = ADMIN_PAGES.includes(page);
  const steps = [
    ...(isAdmin && page.href !== "/admin" ? [{ href: "/admin", text: t("nav.admin") }] : []),
    { href: page.href, text: page.href === "/admin" ? t("nav.admin") : t(`nav.${page.name}`) },
  ];
  const isBelow = path !== page.href;
  return (
    <nav aria-label={t("breadcrumb")} className="min-w-0 max-md:hidden">
      <ol className="flex min-w-0 items-center gap-1.5 text-small">
        {steps.map(({ href, text }, at) => {
          const isHere = at === steps.length - 1 && !isBelow;
          return (
            <li key={href} className="flex min-w-0 items-center gap-1.5">
              {at > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />}
              {isHere ? (
                <span className="truncate font-medium">{text}</span>
              ) : (
                <Link href={href} className="truncate text-muted hover:text-ink">
                  {text}
                </Link>
              )}
            </li>
          );
        })}
        {isBelow && (
          <li className="flex min-w-0 items-center gap-1.5">
            <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />
            <span className="truncate font-medium">{t("details")}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
