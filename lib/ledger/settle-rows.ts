import { storableText } from "@/lib/ledger/array-text";
import type { Column, Value } from "@/lib/ledger/settle-columns";
import type { Settlement } from "@/lib/ledger/settlement";

/** What a text must be free of to stand in a row without quotes; an empty one needs them, since nothing is NULL. */
const NEEDS_QUOTES = /[",()\\\s\0]|^$/;

/** A Postgres array literal of rows. */
export function rowsText(settlements: readonly Settlement[], columns: readonly Column[]): string {
  let text = "{";
  for (let n = 0; n < settlements.length; n++) {
    text += n ? ',"(' : '"(';
    for (let c = 0; c < columns.length; c++) text += (c ? "," : "") + fieldText((columns[c] as Column).value(settlements[n] as Settlement));
    text += ')"';
  }
  return `${text}}`;
}

function fieldText(value: Value): Value {
  if (value === null) return "";
  return typeof value === "string" && NEEDS_QUOTES.test(value) ? quoted(value) : value;
}

// Doubled for the row, then each sign escaped for the array around it.
function quoted(text: string): string {
  const inRow = `"${storableText(text).replace(/["\\]/g, "$&$&")}"`;
  return inRow.replace(/["\\]/g, "\\$&");
}
