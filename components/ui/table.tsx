import type { ComponentProps, ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { TABLE_ROLES } from "@/components/ui/table-roles";

type TableProps = Omit<ComponentProps<"table">, "caption"> & {
  caption: ReactNode;
  isCaptionShown?: boolean;
  /** For many columns: it becomes cards sooner, with values beside each other. */
  isWide?: boolean;
};

/**
 * A table that becomes a list of cards where its place is too narrow. A cell has its column's name as `label`, which stands before the
 * value on a card.
 */
export function Table({ caption, isCaptionShown = false, isWide = false, className, children, ...props }: TableProps) {
  return (
    <div className="@container min-w-0 overflow-x-auto">
      <table
        {...TABLE_ROLES.table}
        className={classNames("card-table w-full border-collapse text-small", isWide && "wide", className)}
        {...props}
      >
        <caption className={isCaptionShown ? "pb-3 text-left text-muted" : "sr-only"}>{caption}</caption>
        {children}
      </table>
    </div>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead {...TABLE_ROLES.rowgroup} className="border-b text-left text-caption text-muted">
      <tr {...TABLE_ROLES.row}>{children}</tr>
    </thead>
  );
}

export function ColumnHeader({ className, isNumeric = false, ...props }: ComponentProps<"th"> & { isNumeric?: boolean }) {
  return (
    <th
      scope="col"
      {...TABLE_ROLES.columnheader}
      className={classNames("px-3 py-2 font-medium first:pl-4 last:pr-4", isNumeric && "text-right", className)}
      {...props}
    />
  );
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody {...TABLE_ROLES.rowgroup} className={classNames("divide-y", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr {...TABLE_ROLES.row} className={classNames("hover:bg-hover", className)} {...props} />;
}

type CellProps = ComponentProps<"td"> & { label?: string; isNumeric?: boolean };

export function Cell({ label, className, isNumeric = false, ...props }: CellProps) {
  return (
    <td
      {...TABLE_ROLES.cell}
      data-label={label}
      className={classNames("px-3 py-2 align-top first:pl-4 last:pr-4", isNumeric && "figure text-right whitespace-nowrap", className)}
      {...props}
    />
  );
}

/** The cell that names its row. */
export function RowHeader({ label, className, ...props }: ComponentProps<"th"> & { label?: string }) {
  return (
    <th
      scope="row"
      {...TABLE_ROLES.rowheader}
      data-label={label}
      className={classNames("px-3 py-2 text-left align-top font-medium first:pl-4", className)}
      {...props}
    />
  );
}
