import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type CallSearch, callSearchHref, FIRST_PAGE } from "@/components/calls/call-search";
import { Button } from "@/components/ui/button";
import type { CallPage } from "@/lib/usage/list-calls";

export const LAST_PAGE = "end";

/** First, newer, older and last page of a list that has no page numbers, because new calls would shift them. */
export function CallPages({ search, page }: { search: CallSearch; page: CallPage }) {
  const t = useTranslations("controls");
  const href = (change: Partial<CallSearch>) => callSearchHref("/calls", { ...search, ...FIRST_PAGE, ...change });
  const isFirst = search.cursor === null && search.before === null;
  // The page before may be the first one: its place is then the start of the list.
  const newer = isFirst ? null : page.previousCursor ? href({ before: page.previousCursor }) : null;
  const older = page.nextCursor ? href({ cursor: page.nextCursor }) : null;
  const steps = [
    { name: t("newest"), href: isFirst ? null : href({}), Icon: ChevronFirst, rel: "first" },
    { name: t("newer"), href: newer, Icon: ChevronLeft, rel: "prev" },
    { name: t("older"), href: older, Icon: ChevronRight, rel: "next" },
    { name: t("oldest"), href: older ? href({ before: LAST_PAGE }) : null, Icon: ChevronLast, rel: "last" },
  ];
  if (steps.every((step) => step.href === null)) return null;
  return (
    <nav aria-label={t("pages")} className="flex flex-wrap justify-end gap-1">
      {steps.map(({ name, href: to, Icon, rel }) =>
        to ? (
          <Button key={rel} asChild look="secondary" size="small">
            <Link href={to} rel={rel}>
              <Icon aria-hidden />
              <span className="max-sm:sr-only">{name}</span>
            </Link>
          </Button>
        ) : (
          <Button key={rel} look="secondary" size="small" disabled>
            <Icon aria-hidden />
            <span className="max-sm:sr-only">{name}</span>
          </Button>
        ),
      )}
    </nav>
  );
}
