import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { ColumnHead } from "@/components/ui/column-head";
import { DataList } from "@/components/ui/data-list";
import { RowLinks } from "@/components/ui/row-links";
import type { TableColumn, TableView } from "@/components/ui/table-column";
import { tableModel } from "@/components/ui/table-model";

type DataTableProps<Row> = {
  /** What the rows are, for screen readers. */
  caption: string;
  /** The first one names its row, and holds the row's link. */
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** Buttons or a menu at the end of the row. */
  rowMenu?: (row: Row) => ReactNode;
  isDense?: boolean;
  /** From the address, see `tableView`. */
  view?: TableView;
  /** The address of another order. Without it nothing can be sorted. */
  sortHref?: (sort: string) => string;
  /** Whether the rows come in the view's order, since they are one page of many. */
  isSortedAlready?: boolean;
  /** What the sums are called, if not "Sum". */
  footName?: string;
  /** For the link of a row that opens more than its address, such as a sheet. */
  linkProps?: (row: Row) => Record<`data-${string}`, string>;
};

const AS_GIVEN: TableView = { sort: null, toggled: [] };
const SHOWN_FROM = { md: "@max-3xl:hidden", lg: "@max-4xl:hidden", xl: "@max-6xl:hidden" };

/**
 * A table from one definition of its columns, and below 640 px a list from the same one. The order and the columns are in the address,
 * so both work without scripts. A row is its link: the first cell's, which covers the row.
 */
export function DataTable<Row>({ view = AS_GIVEN, isSortedAlready = false, ...props }: DataTableProps<Row>) {
  const { caption, rowId, rowHref, rowMenu, linkProps, sortHref, isDense = false, footName } = props;
  const t = useTranslations("controls.table");
  const { columns, rows } = tableModel(props.columns, props.rows, isSortedAlready ? { ...view, sort: null } : view);
  const linked = (row: Row, title: ReactNode) =>
    rowHref ? (
      <Link href={rowHref(row)} data-row-link {...linkProps?.(row)} className="link-of-row">
        {title}
      </Link>
    ) : (
      title
    );
  const pad = isDense ? "py-1.5" : "py-2";
  return (
    <RowLinks className="@container min-w-0 [&_[title]]:relative [&_[title]]:z-10">
      <table className="w-full border-separate border-spacing-0 text-small max-sm:hidden">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-left text-caption text-muted">
          <tr>
            {columns.map((column) => (
              <ColumnHead
                key={column.id}
                column={column}
                view={view}
                href={sortHref}
                className={classNames(column.showFrom && SHOWN_FROM[column.showFrom])}
              />
            ))}
            {rowMenu && (
              <th scope="col" className="sticky top-[var(--sticky-top,0px)] z-20 rounded-tr-lg border-b bg-surface">
                <span className="sr-only">{t("rowMenu")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)} data-row className="group relative hover:bg-hover">
              {columns.map((column, index) => (
                <BodyCell key={column.id} column={column} isFirst={index === 0} className={pad}>
                  {index === 0 ? linked(row, column.cell(row)) : column.cell(row)}
                </BodyCell>
              ))}
              {rowMenu && (
                <td className="w-px border-b border-line-subtle py-0.5 pr-2 text-right group-last:border-b-0">
                  <span className="relative z-10 inline-block">{rowMenu(row)}</span>
                </td>
              )}
            </tr>
          ))}
        </tbody>
        {columns.some(({ foot }) => foot !== undefined) && (
          <tfoot className="font-medium">
            <tr>
              {columns.map(({ id, isNumeric, showFrom, foot }, index) => (
                <td
                  key={id}
                  className={classNames(
                    "border-t border-line-strong px-3 first:pl-4 last:pr-4",
                    pad,
                    isNumeric && "figure text-right",
                    showFrom && SHOWN_FROM[showFrom],
                  )}
                >
                  {foot ?? (index === 0 ? (footName ?? t("sum")) : null)}
                </td>
              ))}
              {rowMenu && <td className="border-t border-line-strong" />}
            </tr>
          </tfoot>
        )}
      </table>
      <div className="sm:hidden">
        <DataList label={caption} {...{ columns, rows, rowId, linked, rowMenu, footName }} />
      </div>
    </RowLinks>
  );
}

type BodyCellProps<Row> = { column: TableColumn<Row>; isFirst: boolean; className: string; children: ReactNode };

function BodyCell<Row>({ column, isFirst, className, children }: BodyCellProps<Row>) {
  const look = classNames(
    "table-cell-of-row",
    className,
    column.isNumeric && "figure text-right whitespace-nowrap",
    column.showFrom && SHOWN_FROM[column.showFrom],
    column.className,
  );
  return isFirst ? (
    <th scope="row" className={classNames("text-left font-medium", look)}>
      {children}
    </th>
  ) : (
    <td className={look}>{children}</td>
  );
}
