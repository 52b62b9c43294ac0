import type { SettledModelShare, SettledSkippedAccount, Settlement } from "@/lib/ledger/settlement";
import { COLUMNS, type Column, type Value } from "@/lib/ledger/statements/settle-columns";
import { quotedArrayText, storableText } from "@/lib/pg-wire/array-text";

/** Characters that need quotes in a row's text. An empty text needs them too, since no text at all means NULL. */
const NEEDS_QUOTES = /[",()\\\s\0]|^$/;
const SIGNS = /["\\]/g;

/** A settle as one text that Postgres reads as a settle_row. */
export function settleText(settlement: Settlement): string {
  return rowText(settlement, quotedInRow);
}

/** A Postgres array literal of such texts. */
export function settlesText(settlements: readonly Settlement[]): string {
  let text = "{";
  for (let n = 0; n < settlements.length; n++) text += `${n ? "," : ""}"${rowText(settlements[n] as Settlement, quotedInArray)}"`;
  return `${text}}`;
}

/** What few calls have beside their event, as JSON: shares of models in their price, and skipped accounts. */
export function extrasJson({ parts, moves }: Settlement): string | null {
  if (!parts && !moves) return null;
  return JSON.stringify({ ...(parts && { parts: parts.map(modelShareRow) }), ...(moves && { moves: moves.map(skippedAccountRow) }) });
}

/** A Postgres array literal of them; NULL for nearly all. */
export function extrasText(settlements: readonly Settlement[]): string {
  return quotedArrayText(settlements, extrasJson);
}

function rowText(settlement: Settlement, quoted: (text: string) => string): string {
  let text = "(";
  for (let c = 0; c < COLUMNS.length; c++) {
    const value = (COLUMNS[c] as Column).value(settlement);
    text += (c ? "," : "") + (typeof value === "string" && NEEDS_QUOTES.test(value) ? quoted(value) : plain(value));
  }
  return `${text})`;
}

function plain(value: Value): Value {
  return value === null ? "" : value;
}

/** The keys are the table's columns. Money is text, as in all our JSON. */
function modelShareRow({ modelId, priceVersion, modifiers, isStep, tokens, priceNano }: SettledModelShare, number: number) {
  return {
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
  };
}

function skippedAccountRow(move: SettledSkippedAccount, position: number) {
  return { ...move, position };
}

function quotedInRow(text: string): string {
  return `"${storableText(text).replace(SIGNS, "$&$&")}"`;
}

// Escapes each special character again, for the array around the row.
function quotedInArray(text: string): string {
  return quotedInRow(text).replace(SIGNS, "\\$&");
}
