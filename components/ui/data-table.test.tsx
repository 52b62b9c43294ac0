import { expect, test } from "vitest";
import { ColumnChoice } from "@/components/ui/column-choice";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import { nextSort, type TableColumn, tableView, toggledWith } from "@/components/ui/table-column";
import { tableModel } from "@/components/ui/table-model";
import { drawn, wordsOf } from "@/components/ui/testing/drawn";

type Row = { name: string; chargeNano: bigint; calls: number | null };

const ROWS: Row[] = [
  { name: "key 10", chargeNano: 2n, calls: null },
  { name: "key 9", chargeNano: 9_007_199_254_740_993n, calls: 3 },
  { name: "Key 11", chargeNano: 9_007_199_254_740_992n, calls: 12 },
];
const COLUMNS: TableColumn<Row>[] = [
  { id: "name", name: "Name", cell: (row) => row.name, sortBy: (row) => row.name, isAscendingFirst: true, inList: "title" },
  {
    id: "charge",
    name: "Charge",
    cell: (row) => <Money amountNano={row.chargeNano} kind="sum" />,
    isNumeric: true,
    sortBy: (row) => row.chargeNano,
    foot: <Money amountNano={18_014_398_509_481_987n} kind="sum" />,
    inList: "value",
  },
  { id: "calls", name: "Calls", cell: (row) => row.calls, sortBy: (row) => row.calls, isOptional: true, inList: "meta" },
  { id: "note", name: "Note", cell: () => "rare", isOptional: true, isHiddenAtFirst: true },
];
const namesBy = (sort: string) => tableModel(COLUMNS, ROWS, tableView(COLUMNS, sort, null)).rows.map(({ name }) => name);

test("rows are sorted by what they are, not by their text: money to the last digit, names with their numbers", () => {
  expect(namesBy("-charge")).toEqual(["key 9", "Key 11", "key 10"]);
  expect(namesBy("name")).toEqual(["key 9", "key 10", "Key 11"]);
});

test("a row without the value comes last in both directions", () => {
  expect(namesBy("calls")).toEqual(["key 9", "Key 11", "key 10"]);
  expect(namesBy("-calls")).toEqual(["Key 11", "key 9", "key 10"]);
});

test("an address can neither sort by a column that there is not, nor hide one that has to stay", () => {
  expect(tableView(COLUMNS, "-note", "name.charge.other")).toEqual({ sort: null, toggled: [] });
  expect(tableView(COLUMNS, "constructor", `${"x.".repeat(10_000)}calls`)).toEqual({ sort: null, toggled: [] });
});

test("the first click on figures begins with the largest, on names with A, and the next one turns the order round", () => {
  const [name, charge] = COLUMNS as [TableColumn<Row>, TableColumn<Row>];
  const view = (sort: string | null) => tableView(COLUMNS, sort, null);
  expect([nextSort(charge, view(null)), nextSort(charge, view("-charge")), nextSort(name, view("-charge"))]).toEqual([
    "-charge",
    "charge",
    "name",
  ]);
});

test("a column is shown and hidden by the address, and the default needs none", () => {
  const hidden = tableView(COLUMNS, null, toggledWith(tableView(COLUMNS, null, null), "calls"));
  expect(tableModel(COLUMNS, ROWS, hidden).columns.map(({ id }) => id)).toEqual(["name", "charge"]);
  expect(tableModel(COLUMNS, ROWS, tableView(COLUMNS, null, "note")).columns.map(({ id }) => id)).toContain("note");
  expect(toggledWith(hidden, "calls")).toBeNull();
  const choice = drawn(<ColumnChoice columns={COLUMNS} view={hidden} href={(toggled) => `/x?columns=${toggled ?? ""}`} />);
  expect(choice).toContain('href="/x?columns=calls.note"');
  expect(choice).toContain('href="/x?columns="');
});

test("a row has one link in the table, whatever its columns, and one in the list", () => {
  const html = drawn(<DataTable caption="Keys" columns={COLUMNS} rows={ROWS} rowId={(row) => row.name} rowHref={() => "/keys/1"} />);
  expect(html.match(/data-row-link/g)).toHaveLength(2 * ROWS.length);
});

test("table and list come from the same columns: what is in one is in the other", () => {
  const view = tableView(COLUMNS, "-charge", null);
  const html = drawn(
    <DataTable caption="Keys" columns={COLUMNS} rows={ROWS} rowId={(row) => row.name} view={view} sortHref={(sort) => `/x?sort=${sort}`} />,
  );
  const [table = "", list = ""] = html.split("</table>");
  for (const text of ["key 10", "9,007,199.26", "18,014,398.51", "12"]) {
    for (const part of [list, table]) expect(part).toContain(text);
  }
  expect(table).toMatch(/aria-sort="descending"[^>]*><a[^>]*href="\/x\?sort=charge"/);
  expect(wordsOf(<DataTable caption="Keys" columns={COLUMNS} rows={[]} rowId={(row: Row) => row.name} />)).toContain("Name");
});

test("a cell may hold more than words: no paragraph of the list or the table would be closed by it", () => {
  const columns: TableColumn<Row>[] = [{ id: "name", name: "Name", cell: () => <details />, inList: "title" }];
  const html = drawn(<DataTable caption="Keys" columns={columns} rows={ROWS} rowId={(row) => row.name} />);
  expect(html).not.toMatch(/<p\b[^>]*>(?:(?!<\/p>).)*<details/);
  expect(html.match(/<details/g)).toHaveLength(2 * ROWS.length);
});
