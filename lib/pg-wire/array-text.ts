const NEEDS_ESCAPE = /["\\]/g;
const NUL = "\u0000";
/** Finds both characters in one look, because nearly all texts have neither. */
const NEEDS_CARE = /["\\\0]/;

/** A Postgres array literal of values that need no quotes: uuids, integers, booleans; null becomes NULL. */
export function arrayText<Item>(items: readonly Item[], value: (item: Item) => string | number | bigint | boolean | null): string {
  let text = "{";
  for (let n = 0; n < items.length; n++) text += (n ? "," : "") + value(items[n] as Item);
  return `${text}}`;
}

/** A Postgres array literal of any text; null becomes NULL. A NUL character, which Postgres cannot store, is dropped. */
export function quotedArrayText<Item>(items: readonly Item[], value: (item: Item) => string | null): string {
  let text = "{";
  let last: string | null = null;
  let lastQuoted = "NULL";
  for (let n = 0; n < items.length; n++) {
    const each = value(items[n] as Item);
    // The calls of a batch often share their model, endpoint and upstream.
    if (each !== last) {
      last = each;
      lastQuoted = each === null ? "NULL" : quoted(each);
    }
    text += n ? `,${lastQuoted}` : lastQuoted;
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return NEEDS_CARE.test(text) ? `"${storableText(text).replace(NEEDS_ESCAPE, "\\$&")}"` : `"${text}"`;
}

export function storableText(text: string): string {
  return text.includes(NUL) ? text.replaceAll(NUL, "") : text;
}

/** The elements of an array that Postgres gave as text; only for numbers and single letters. */
export function arrayElements(arrayText: string): string[] {
  return arrayText.slice(1, -1).split(",");
}

/** An amount among the elements. Zero, which most are, needs no parser. */
export function nanoOf(text: string | undefined): bigint {
  return text === undefined || text === "0" ? 0n : BigInt(text);
}
