const NEEDS_ESCAPE = /["\\]/g;
const NUL = "\u0000";

/** A Postgres array literal of values that need no quotes: uuids, integers, booleans; null becomes NULL. */
export function arrayText<Item>(items: readonly Item[], value: (item: Item) => string | number | bigint | boolean | null): string {
  let text = "{";
  for (let n = 0; n < items.length; n++) text += (n ? "," : "") + value(items[n] as Item);
  return `${text}}`;
}

/** A Postgres array literal of any text; null becomes NULL. A NUL character, which Postgres cannot store, is dropped. */
export function quotedArrayText<Item>(items: readonly Item[], value: (item: Item) => string | null): string {
  let text = "{";
  for (let n = 0; n < items.length; n++) {
    const each = value(items[n] as Item);
    text += n ? "," : "";
    text += each === null ? "NULL" : `"${storableText(each).replace(NEEDS_ESCAPE, "\\$&")}"`;
  }
  return `${text}}`;
}

export function storableText(text: string): string {
  return text.includes(NUL) ? text.replaceAll(NUL, "") : text;
}

/** The elements of an array that Postgres gave as text; only for numbers and single letters. */
export function elementsOf(arrayText: string): string[] {
  return arrayText.slice(1, -1).split(",");
}
