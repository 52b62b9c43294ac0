import type { ReactNode } from "react";

/** Where a column goes on a narrow screen, where a row is a line of a list. A column without a place is left out there. */
export type ListPlace = "title" | "meta" | "value";

/** One column, for the table and for the list alike. */
export type TableColumn<Row> = {
  id: string;
  /** The head. In a list it stands before a value that means nothing alone, see `isNamedInList`. */
  name: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, with digits of one width. */
  isNumeric?: boolean;
  /** Makes the head a link that sorts. Null sorts last. */
  sortBy?: (row: Row) => bigint | number | string | Date | null;
  /** Whether the first click on the head sorts from small to large, as names do. Figures begin with the largest. */
  isAscendingFirst?: boolean;
  /** Whether the reader may hide it. */
  isOptional?: boolean;
  /** Hidden until the reader chooses it. */
  isHiddenAtFirst?: boolean;
  /** The sum of the column, exact. */
  foot?: ReactNode;
  /** Left out where the table is narrower. A table has no sideways scroll, so columns of less weight give way. */
  showFrom?: "md" | "lg" | "xl";
  inList?: ListPlace;
  isNamedInList?: boolean;
  className?: string;
};

/** What an address says of a table: the order, and the columns that differ from those shown at first. */
export type TableView = { sort: { id: string; isDescending: boolean } | null; toggled: readonly string[] };

const PARTS_AT_MOST = 20;

/** `-charge` sorts by the charge, the largest first. Names that the table does not have are dropped. */
export function tableView<Row>(columns: readonly TableColumn<Row>[], sort: string | null, toggled: string | null): TableView {
  const id = sort?.replace(/^-/, "");
  const isKnown = columns.some((column) => column.id === id && column.sortBy);
  return {
    sort: sort && id && isKnown ? { id, isDescending: sort.startsWith("-") } : null,
    toggled: (toggled?.split(".", PARTS_AT_MOST) ?? []).filter((each) => columns.some(({ id, isOptional }) => id === each && isOptional)),
  };
}

/** The text of an order for the address. A click on the sorted column turns it round. */
export function nextSort<Row>({ id, isAscendingFirst }: TableColumn<Row>, { sort }: TableView): string {
  const isDescending = sort?.id === id ? !sort.isDescending : !isAscendingFirst;
  return `${isDescending ? "-" : ""}${id}`;
}

/** The text of the columns for the address after one was shown or hidden; null if all are as at first. */
export function toggledWith({ toggled }: TableView, id: string): string | null {
  const next = toggled.includes(id) ? toggled.filter((each) => each !== id) : [...toggled, id];
  return next.join(".") || null;
}

export function isColumnShown<Row>({ id, isHiddenAtFirst = false }: TableColumn<Row>, { toggled }: TableView): boolean {
  return toggled.includes(id) === isHiddenAtFirst;
}
