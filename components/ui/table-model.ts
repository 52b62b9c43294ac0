import {
  type ColumnDef,
  columnVisibilityFeature,
  constructTable,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import { isColumnShown, type TableColumn, type TableView } from "@/components/ui/table-column";

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  coreReactivityFeature: storeReactivityBindings(),
});

/** Line is the wrapper that the library asks for: its rows are records. */
type Line<Row> = { row: Row };

/** The rows in the order of the view, and its columns. Rows that compare equal keep their order. */
export function tableModel<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], view: TableView) {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const definitions: ColumnDef<typeof features, Line<Row>>[] = columns.map(({ id, sortBy }) => ({
    id,
    accessorFn: ({ row }) => sortBy?.(row) ?? undefined,
    enableSorting: sortBy !== undefined,
    sortUndefined: "last",
    sortFn: (a, b) => compare(a.getValue(id), b.getValue(id)),
  }));
  const table = constructTable({
    features,
    columns: definitions,
    data: rows.map((row) => ({ row })),
    state: {
      sorting: view.sort ? [{ id: view.sort.id, desc: view.sort.isDescending }] : [],
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, isColumnShown(column, view)])),
    },
  });
  return {
    columns: table.getVisibleLeafColumns().flatMap(({ id }) => byId.get(id) ?? []),
    rows: table.getRowModel().rows.map(({ original }) => original.row),
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, undefined, { numeric: true });
  const [left, right] = [a as number, b as number];
  return left < right ? -1 : left > right ? 1 : 0;
}
