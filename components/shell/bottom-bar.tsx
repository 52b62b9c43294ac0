"use client";

import { BookOpen, CircleUserRound, Ellipsis, ReceiptText } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ADMIN_PAGES, FOOT_PAGES, isPageOf } from "@/components/shell/pages";
import { Menu } from "@/components/ui/menu";
import type { MenuEntry } from "@/components/ui/menu-entry";

const itemLook =
  "flex h-14 w-full flex-col items-center justify-center gap-0.5 text-caption text-muted aria-[current=page]:text-accent [&_svg]:size-5";

/** The navigation of narrow screens. Without scripts "More" is a link to the account. */
export function BottomBar({ isAdmin }: { isAdmin: boolean }) {
  const t = useTranslations("shell");
  const path = usePathname();
  const more: MenuEntry[] = [
    { label: t("nav.calls"), icon: <ReceiptText />, href: "/calls" },
    { label: t("account"), icon: <CircleUserRound />, href: "/account" },
    { label: t("docs"), icon: <BookOpen />, href: "/docs/api" },
    ...(isAdmin
      ? ([
          "rule",
          { heading: t("nav.admin") },
          ...ADMIN_PAGES.map(({ href, name, Icon }) => ({ label: t(`nav.${name}`), icon: <Icon />, href })),
        ] as const)
      : []),
  ];
  return (
    <nav
      aria-label={t("footNavigation")}
      className="fixed inset-x-0 bottom-0 z-30 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid grid-cols-5">
        {FOOT_PAGES.map((page) => (
          <li key={page.href}>
            <Link href={page.href} aria-current={isPageOf(page, path) ? "page" : undefined} className={itemLook}>
              <page.Icon aria-hidden />
              {t(`nav.${page.name}`)}
            </Link>
          </li>
        ))}
        <li>
          <Menu
            entries={more}
            side="top"
            className="w-full"
            trigger={
              <Link href="/account" prefetch={false} className={itemLook}>
                <Ellipsis aria-hidden />
                {t("more")}
              </Link>
            }
          />
        </li>
      </ul>
    </nav>
  );
}
