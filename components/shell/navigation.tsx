"use client";

import { ChartColumn, CreditCard, Gauge, House, KeyRound, ShieldAlert, Tags, TriangleAlert, Waypoints } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";

const PORTAL = [
  { href: "/overview", name: "overview", Icon: House },
  { href: "/keys", name: "keys", Icon: KeyRound },
  { href: "/usage", name: "usage", Icon: ChartColumn, alsoUnder: "/calls" },
  { href: "/billing", name: "billing", Icon: CreditCard },
] as const;
const ADMIN = [
  { href: "/admin/prices", name: "prices", Icon: Tags },
  { href: "/admin/upstreams", name: "upstreams", Icon: Waypoints },
  { href: "/admin/limits", name: "limits", Icon: Gauge },
  { href: "/admin/payments", name: "payments", Icon: ShieldAlert },
  { href: "/admin/failures", name: "failures", Icon: TriangleAlert },
] as const;

type Item = { href: string; name: (typeof PORTAL | typeof ADMIN)[number]["name"]; Icon: typeof House; alsoUnder?: string };

/** A row below the top bar on narrow screens, a column in the sidebar on wide ones. */
export function Navigation({ isAdmin }: { isAdmin: boolean }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("navigation")} className="overflow-x-auto px-2 max-lg:border-t lg:px-3">
      <ul className="flex lg:flex-col lg:gap-0.5">
        {PORTAL.map((item) => (
          <NavigationLink key={item.href} {...item} />
        ))}
        {isAdmin && (
          <>
            <li className="px-3 pt-5 pb-1 text-small text-muted max-lg:hidden">{t("nav.admin")}</li>
            {ADMIN.map((item) => (
              <NavigationLink key={item.href} {...item} />
            ))}
          </>
        )}
      </ul>
    </nav>
  );
}

function NavigationLink({ href, name, Icon, alsoUnder }: Item) {
  const t = useTranslations("shell");
  const path = usePathname();
  const isCurrent = [href, alsoUnder].some((each) => each && (path === each || path.startsWith(`${each}/`)));
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isCurrent && link.current) showInRow(link.current);
  }, [isCurrent]);
  return (
    <li>
      <Link
        ref={link}
        href={href}
        aria-current={isCurrent ? "page" : undefined}
        className={classNames(
          "relative flex items-center gap-2.5 px-3 py-2.5 text-body font-medium whitespace-nowrap text-muted hover:text-ink lg:rounded-md lg:py-2 lg:hover:bg-sunken",
          "aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:bg-accent",
          "after:inset-x-2 after:bottom-0 after:h-0.5 lg:after:inset-x-auto lg:after:inset-y-2 lg:after:-left-3 lg:after:h-auto lg:after:w-[3px]",
        )}
      >
        <Icon aria-hidden className="size-4 max-sm:hidden" />
        {t(`nav.${name}`)}
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
    <span role="status" className="ml-auto size-2 animate-pulse rounded-full bg-accent">
      <span className="sr-only">{t("loading")}</span>
    </span>
  );
}

/** On narrow screens the row is longer than the screen. The page itself must not scroll, so no `scrollIntoView`. */
function showInRow(link: HTMLAnchorElement): void {
  const row = link.closest("nav");
  if (!row) return;
  const [around, own] = [row.getBoundingClientRect(), link.getBoundingClientRect()];
  row.scrollLeft += own.left - around.left - (around.width - own.width) / 2;
}
