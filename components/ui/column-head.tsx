import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { nextSort, type TableColumn, type TableView } from "@/components/ui/table-column";

type ColumnHeadProps<Row> = {
  column: TableColumn<Row>;
  view: TableView;
  /** The address of another order. */
  href?: (sort: string) => string;
  className?: string;
};

/** The head of a column: a link that sorts, where the column can be sorted. It stays in sight while the page scrolls. */
export function ColumnHead<Row>({ column, view, href, className }: ColumnHeadProps<Row>) {
  const { name, isNumeric, sortBy } = column;
  const isSorted = view.sort?.id === column.id;
  const Arrow = view.sort?.isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (view.sort?.isDescending ? "descending" : "ascending") : undefined}
      className={classNames(
        "sticky top-[var(--sticky-top,0px)] z-20 border-b bg-surface px-3 py-2 font-medium whitespace-nowrap first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4",
        isNumeric && "text-right",
        className,
      )}
    >
      {sortBy && href ? (
        <Link
          href={href(nextSort(column, view))}
          replace
          scroll={false}
          className={classNames("inline-flex items-center gap-1 rounded-sm hover:text-ink", isSorted && "text-ink")}
        >
          {isSorted && isNumeric && <Arrow aria-hidden className="size-3" />}
          {name}
          {isSorted && !isNumeric && <Arrow aria-hidden className="size-3" />}
        </Link>
      ) : (
        name
      )}
    </th>
  );
}
