import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

type PaginationProps = {
  /** Address of the first page; null on the first page itself. */
  firstHref: string | null;
  /** Address of the next page; null on the last. */
  nextHref: string | null;
  /** "50 calls", beside the buttons. */
  summary?: string;
};

/** Keyset paging: forward to older rows, or back to the newest. A page number would shift under new rows. */
export function Pagination({ firstHref, nextHref, summary }: PaginationProps) {
  const t = useTranslations("controls");
  if (!firstHref && !nextHref && !summary) return null;
  return (
    <nav aria-label={t("pages")} className="flex flex-wrap items-center justify-between gap-3 border-t px-4 py-3 text-body">
      <span className="text-muted">{summary}</span>
      <span className="flex gap-2">
        {firstHref && (
          <Button asChild look="secondary" size="small">
            <Link href={firstHref}>
              <ChevronLeft aria-hidden />
              {t("newest")}
            </Link>
          </Button>
        )}
        {nextHref && (
          <Button asChild look="secondary" size="small">
            <Link href={nextHref} rel="next">
              {t("older")}
              <ChevronRight aria-hidden />
            </Link>
          </Button>
        )}
      </span>
    </nav>
  );
}
