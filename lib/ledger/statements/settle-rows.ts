import type { SettledMove, SettledPart, Settlement } from "@/lib/ledger/settlement";
import type { Column, Value } from "@/lib/ledger/statements/settle-columns";
import { quotedArrayText, storableText } from "@/lib/pg-wire/array-text";

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

/** A Postgres array literal of what other models did in each call, as JSON; NULL for nearly all. */
export function partsText(settlements: readonly Settlement[]): string {
  return quotedArrayText(settlements, ({ parts }) => (parts ? partsJson(parts) : null));
}

/** A Postgres array literal of the accounts that each call passed over, as JSON; NULL for nearly all. */
export function movesText(settlements: readonly Settlement[]): string {
  return quotedArrayText(settlements, ({ moves }) => (moves ? movesJson(moves) : null));
}

/** Under the names of the table's columns; money as text, as everywhere in JSON. */
function partsJson(parts: SettledPart[]): string {
  const rows = parts.map(({ modelId, priceVersion, modifiers, isStep, tokens, priceNano }, number) => ({
    number,
    model_id: modelId,
    price_version: priceVersion,
    modifiers,
    is_step: isStep,
    input_tokens: tokens.input,
    cache_write_5m_tokens: tokens.cacheWrite5m,
    cache_write_1h_tokens: tokens.cacheWrite1h,
    cache_read_tokens: tokens.cacheRead,
    output_tokens: tokens.output,
    price_nano: priceNano.toString(),
  }));
  return JSON.stringify(rows);
}

function movesJson(moves: SettledMove[]): string {
  return JSON.stringify(moves.map((move, position) => ({ ...move, position })));
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
