import type { ReactNode } from "react";
import type { ListPlace, TableColumn } from "@/components/ui/table-column";

type DataListProps<Row> = {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Wraps a title in the row's link. */
  linked: (row: Row, title: ReactNode) => ReactNode;
  rowMenu?: (row: Row) => ReactNode;
  /** Stands before a sum that is the only one. */
  footName?: string | undefined;
};

/** The rows of a table on a narrow screen: title, what else there is to know, and the value at the right. */
export function DataList<Row>({ label, columns, rows, rowId, linked, rowMenu, footName }: DataListProps<Row>) {
  const at = (place: ListPlace) => columns.filter((column) => column.inList === place);
  const sums = columns.filter((column) => column.foot !== undefined && column.foot !== null);
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line-subtle text-small">
        {rows.map((row) => (
          <li key={rowId(row)} data-row className="relative flex items-start gap-3 px-4 py-2.5 hover:bg-hover">
            <div className="grid min-w-0 grow gap-0.5">
              {/* No paragraph: a cell may hold more than words. */}
              <div className="min-w-0 font-medium break-words">
                {linked(
                  row,
                  at("title").map(({ id, cell }) => (
                    <span key={id} className="mr-2 last:mr-0">
                      {cell(row)}
                    </span>
                  )),
                )}
              </div>
              <dl className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5 text-muted">
                {at("meta").map(({ id, name, cell, isNamedInList }) => (
                  <div key={id} className="flex min-w-0 items-baseline gap-1 break-words">
                    <dt className={isNamedInList ? undefined : "sr-only"}>{name}</dt>
                    <dd className="min-w-0">{cell(row)}</dd>
                  </div>
                ))}
              </dl>
            </div>
            <dl className="figure grid shrink-0 justify-items-end gap-0.5">
              {at("value").map(({ id, name, cell }) => (
                <div key={id}>
                  <dt className="sr-only">{name}</dt>
                  <dd>{cell(row)}</dd>
                </div>
              ))}
            </dl>
            {rowMenu && <div className="relative z-10 -my-1 -mr-2 shrink-0">{rowMenu(row)}</div>}
          </li>
        ))}
      </ul>
      {sums.length > 0 && (
        <dl className="grid gap-1 border-t border-line-strong px-4 py-2.5 text-small font-medium">
          {sums.map(({ id, name, foot }) => (
            <div key={id} className="flex justify-between gap-3">
              <dt className="text-muted">{(sums.length === 1 && footName) || name}</dt>
              <dd className="figure min-w-0 text-right break-words">{foot}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
