import { Plus, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Disclosure } from "@/components/ui/disclosure";

/** One thing to filter by. Every choice is an address, so filters work without scripts and can be shared. */
export type Filter = {
  id: string;
  name: string;
  /** What is chosen, in words; null if this filter is not set. */
  chosen: string | null;
  clearHref: string;
  choices: readonly { id: string; name: string; href: string }[];
};

type FilterBarProps = {
  filters: readonly Filter[];
  /** The address without filters. */
  clearHref: string;
  /** Controls before the filters, such as a search or the dates. */
  children?: ReactNode;
  /** At the right. */
  actions?: ReactNode;
};

/** The filters of a list: those that are set as chips, the others behind "Add filter". */
export function FilterBar({ filters, clearHref, children, actions }: FilterBarProps) {
  const t = useTranslations("controls.filters");
  const set = filters.filter(({ chosen }) => chosen !== null);
  return (
    <search aria-label={t("title")} className="relative flex flex-wrap items-center gap-2">
      {children}
      <Disclosure label={t("add")} icon={<Plus aria-hidden />} align="left" className="max-h-96 overflow-y-auto sm:w-64!">
        {filters.map((filter) => (
          <details key={filter.id} name="filters" className="group/filter">
            <summary className="flex list-none items-center justify-between rounded-sm px-2 py-1.5 font-medium hover:bg-hover [&::-webkit-details-marker]:hidden">
              {filter.name}
            </summary>
            <ul className="grid border-l pl-2 ml-2">
              {filter.choices.map(({ id, name, href }) => (
                <li key={id}>
                  <Link href={href} replace scroll={false} className="block rounded-sm px-2 py-1.5 break-words hover:bg-hover">
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </details>
        ))}
      </Disclosure>
      {set.map(({ id, name, chosen, clearHref: withoutHref }) => (
        <span key={id} className="inline-flex h-10 max-w-full items-center rounded-md border bg-selected pl-2.5 text-small sm:h-8">
          <span className="min-w-0 truncate">{t("chip", { name, value: chosen ?? "" })}</span>
          <Link
            href={withoutHref}
            replace
            scroll={false}
            aria-label={t("remove", { name })}
            className="grid size-8 shrink-0 place-items-center rounded-md text-muted hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </Link>
        </span>
      ))}
      {set.length > 0 && (
        <Link href={clearHref} replace scroll={false} className="px-1 text-small text-accent hover:underline">
          {t("clear")}
        </Link>
      )}
      {actions && <span className="ml-auto flex flex-wrap items-center gap-2">{actions}</span>}
    </search>
  );
}
