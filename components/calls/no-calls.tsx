import { ReceiptText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type CallSearch, callSearchHref, FIRST_PAGE, isFiltered, NO_FILTERS } from "@/components/calls/call-search";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page of the list without calls: there are none, none match, none match so far, or the list ends here. */
export function NoCalls({ search, nextCursor }: { search: CallSearch; nextCursor: string | null }) {
  const t = useTranslations("calls.empty");
  const href = (change: Partial<CallSearch>) => callSearchHref("/calls", { ...search, ...FIRST_PAGE, ...change });
  if (nextCursor) return <Empty name="noneYet" href={href({ cursor: nextCursor })} />;
  if (search.cursor || search.before) return <Empty name="pastEnd" href={href({})} />;
  if (isFiltered(search)) return <Empty name="filtered" href={href(NO_FILTERS)} />;
  return (
    <EmptyState
      icon={<ReceiptText />}
      title={t("title")}
      action={
        <Button asChild>
          <Link href="/keys">{t("action")}</Link>
        </Button>
      }
    >
      {t("text")}
    </EmptyState>
  );
}

function Empty({ name, href }: { name: "noneYet" | "pastEnd" | "filtered"; href: string }) {
  const t = useTranslations("calls.empty");
  return (
    <EmptyState
      title={t(`${name}Title`)}
      action={
        <Button asChild look="secondary">
          <Link href={href} replace>
            {t(`${name}Action`)}
          </Link>
        </Button>
      }
    >
      {t(`${name}Text`)}
    </EmptyState>
  );
}
