/** The roles of a table's elements, spelt out because `display: block` and `grid` remove the elements' own. */
export const TABLE_ROLES = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  cell: { role: "cell" },
  rowheader: { role: "rowheader" },
};
