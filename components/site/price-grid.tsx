import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { TABLE_ROLES } from "@/components/ui/table-roles";

const ROW = "grid grid-cols-3 gap-x-3 gap-y-2 px-4 py-2.5 sm:items-baseline sm:gap-x-2";

type PriceGridProps = {
  caption: string;
  /** The grid's columns from 640 px on, as a class. */
  columns: string;
  heads: readonly { id: string; name: string; isText?: boolean }[];
  /** The heads of columns above the rows. */
  hasHead?: boolean;
  children: ReactNode;
};

/** A table of prices. In a narrow place each figure has its name above it, three in a row, so that a row has one address at any width. */
export function PriceGrid({ caption, columns, heads, hasHead = true, children }: PriceGridProps) {
  return (
    <table {...TABLE_ROLES.table} className="block w-full text-small">
      <caption className="sr-only">{caption}</caption>
      <thead {...TABLE_ROLES.rowgroup} className={classNames("block text-caption text-muted", hasHead ? "max-sm:sr-only" : "sr-only")}>
        <tr {...TABLE_ROLES.row} className={classNames(ROW, columns)}>
          {heads.map(({ id, name, isText }) => (
            <th
              key={id}
              {...TABLE_ROLES.columnheader}
              scope="col"
              className={classNames("font-medium", isText ? "text-left" : "text-right")}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...TABLE_ROLES.rowgroup} className="block divide-y divide-line-subtle">
        {children}
      </tbody>
    </table>
  );
}

export function PriceGridRow({ id, columns, children }: Pick<PriceGridProps, "columns" | "children"> & { id?: string }) {
  return (
    <tr {...TABLE_ROLES.row} id={id} className={classNames(ROW, columns, "hover:bg-hover target:bg-selected")}>
      {children}
    </tr>
  );
}

/** What names its row, across the narrow grid. */
export function PriceGridName({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <th
      {...TABLE_ROLES.rowheader}
      scope="row"
      className={classNames("col-span-3 grid gap-0.5 text-left font-medium sm:col-span-1", className)}
    >
      {children}
    </th>
  );
}

/** A figure, below its name where the columns have no heads. */
export function PriceFigure({ name, children }: { name: string | null; children: ReactNode }) {
  return (
    <td {...TABLE_ROLES.cell} className="figure sm:text-right">
      {name && (
        <span aria-hidden className="block text-caption text-muted sm:hidden">
          {name}
        </span>
      )}
      {children}
    </td>
  );
}
