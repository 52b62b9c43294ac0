"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ADMIN_PAGES, isPageOf, PORTAL_PAGES, type ShellPage } from "@/components/shell/pages";
import { classNames } from "@/components/ui/class-names";

/** The column at the left: icons alone on middle widths, with names on wide ones. Narrow screens have `BottomBar`. */
export function Navigation({ isAdmin }: { isAdmin: boolean }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("navigation")} className="grid gap-4">
      <ul className="grid gap-0.5">
        {PORTAL_PAGES.map((page) => (
          <NavigationLink key={page.href} page={page} />
        ))}
      </ul>
      {isAdmin && (
        <div className="grid gap-1 border-t pt-3">
          <p id="admin-pages" className="px-2 text-caption text-info max-lg:sr-only">
            {t("nav.admin")}
          </p>
          <ul aria-labelledby="admin-pages" className="grid gap-0.5">
            {ADMIN_PAGES.map((page) => (
              <NavigationLink key={page.href} page={page} isAdmin />
            ))}
          </ul>
        </div>
      )}
    </nav>
  );
}

function NavigationLink({ page: { Icon, ...page }, isAdmin = false }: { page: ShellPage; isAdmin?: boolean }) {
  const t = useTranslations("shell");
  const name = t(`nav.${page.name}`);
  return (
    <li>
      <Link
        href={page.href}
        title={name}
        aria-current={isPageOf({ Icon, ...page }, usePathname()) ? "page" : undefined}
        className={classNames(
          "relative flex h-8 items-center gap-2.5 rounded-md px-2 text-body font-medium whitespace-nowrap text-muted hover:bg-hover hover:text-ink max-lg:justify-center",
          "aria-[current=page]:bg-selected aria-[current=page]:text-ink",
          isAdmin ? "aria-[current=page]:[&_svg]:text-info" : "aria-[current=page]:[&_svg]:text-accent",
        )}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span className="max-lg:sr-only">{name}</span>
        <Pending />
      </Link>
    </li>
  );
}

/**
 * A dot while the link's page is being read. The pages have no outline that would stand for them, because without scripts an outline is
 * never replaced.
 */
function Pending() {
  const { pending: isPending } = useLinkStatus();
  const t = useTranslations("interruptions");
  if (!isPending) return null;
  return (
    <span role="status" className="ml-auto size-2 animate-pulse rounded-full bg-accent max-lg:absolute max-lg:top-1 max-lg:right-1">
      <span className="sr-only">{t("loading")}</span>
    </span>
  );
}
