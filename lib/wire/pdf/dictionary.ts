import type { PdfBudget } from "@/lib/wire/pdf/budget";

/** The entries that identify page trees and object streams. A separate search finds names that a writer spelt with `#`. */
export type Dictionary = {
  /** The references of each `/Kids` inside, at any depth: numbers of objects, or of one object that is the list. */
  kids: Kids[];
  /** The largest `/Count`; 0 when there is none. */
  count: number;
  isPages: boolean;
  first: number | null;
  size: number | null;
  /** False where the stream of this dictionary is packed in a way other than Flate. */
  isReadable: boolean;
  isPacked: boolean;
  /** The position after `>>`. */
  end: number;
};

type Kids = { numbers: number[]; isList: boolean };

/** More kids than any document within the budget has pages. */
const MOST_KIDS = 100_000;
const REFERENCE = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![\w.+-])/y;
const WHOLE_NUMBER = /\d{1,9}(?![\d.])/y;
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const FLATE = /\/FlateDecode(?![\w#])|\[[\0\t\n\f\r ]*\/FlateDecode[\0\t\n\f\r ]*\]/y;
const NO_PREDICTOR = /null(?!\w)|<<[\0\t\n\f\r ]*>>/y;

/**
 * Reads the dictionary that begins at `from`. Null where none begins; "odd" when it is ambiguous or the budget is spent. Strings and
 * comments are skipped: text inside them that looks like a name is not one.
 */
export function dictionaryAt(text: string, from: number, budget: PdfBudget): Dictionary | null | "odd" {
  let at = blankEnd(text, from);
  if (!text.startsWith("<<", at)) return null;
  const found: Dictionary = { kids: [], count: 0, isPages: false, first: null, size: null, isReadable: true, isPacked: false, end: 0 };
  const begin = at;
  at += 2;
  for (let depth = 1; depth > 0; ) {
    if (at >= text.length || !budget.allowsLexed(at - begin)) return "odd";
    const char = text[at];
    if (char === "/") {
      const end = regularEnd(text, at + 1);
      const next = takeName(text, text.slice(at + 1, end), end, depth, found);
      if (next === null) return "odd";
      at = next;
    } else if (char === "(") at = stringEnd(text, at);
    else if (char === "%") at = commentEnd(text, at);
    else if (char === "<" && text[at + 1] === "<") [depth, at] = [depth + 1, at + 2];
    else if (char === ">" && text[at + 1] === ">") [depth, at] = [depth - 1, at + 2];
    else if (char === "<") at = text.indexOf(">", at) + 1 || text.length;
    else at = Math.max(at + 1, regularEnd(text, at));
  }
  budget.lexed += at - begin;
  found.end = at;
  return found;
}

/** The list of references that begins at `from`; null when there is none, or when it holds anything else. */
export function referencesAt(text: string, from: number): { numbers: number[]; end: number } | null {
  if (text[from] !== "[") return null;
  const numbers: number[] = [];
  for (let at = blankEnd(text, from + 1); ; at = blankEnd(text, REFERENCE.lastIndex)) {
    if (text[at] === "]") return { numbers, end: at + 1 };
    const number = referenceAt(text, at);
    if (number === null || numbers.length === MOST_KIDS) return null;
    numbers.push(number);
  }
}

/** The position after white space and comments. */
export function blankEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x25) at = commentEnd(text, at);
    else if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 && code !== 0x0c && code !== 0) return at;
  }
}

function referenceAt(text: string, at: number): number | null {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  return match ? Number(match[1]) : null;
}

/** Records the name's value. Returns the position where reading goes on, or null where the value is not valid. */
function takeName(text: string, name: string, end: number, depth: number, found: Dictionary): number | null {
  const at = blankEnd(text, end);
  switch (name) {
    case "Kids":
      return takeKids(text, at, found);
    case "Count":
      found.count = Math.max(found.count, wholeNumberAt(text, at) ?? 0);
      return at;
    case "Pages":
      found.isPages = true;
      return at;
    case "First":
      if (depth === 1) found.first = wholeNumberAt(text, at);
      return at;
    case "N":
      if (depth === 1) found.size = wholeNumberAt(text, at);
      return at;
    case "Filter":
      if (depth === 1) [found.isPacked, found.isReadable] = [true, found.isReadable && matchesAt(FLATE, text, at)];
      return at;
    case "DecodeParms":
    case "F":
      if (depth === 1 && !matchesAt(NO_PREDICTOR, text, at)) found.isReadable = false;
      return at;
    default:
      return end;
  }
}

function takeKids(text: string, at: number, found: Dictionary): number | null {
  const list = referencesAt(text, at);
  if (list) {
    found.kids.push({ numbers: list.numbers, isList: true });
    return list.end;
  }
  const number = referenceAt(text, at);
  if (number === null) return null;
  found.kids.push({ numbers: [number], isList: false });
  return REFERENCE.lastIndex;
}

/** Also null for a reference to a number, which stands elsewhere. */
function wholeNumberAt(text: string, at: number): number | null {
  if (referenceAt(text, at) !== null) return null;
  WHOLE_NUMBER.lastIndex = at;
  const match = WHOLE_NUMBER.exec(text);
  return match ? Number(match[0]) : null;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function regularEnd(text: string, from: number): number {
  REGULAR.lastIndex = from;
  REGULAR.test(text);
  return Math.max(from, REGULAR.lastIndex);
}

function stringEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at + 1;
  }
  return text.length;
}

function commentEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return text.length;
}
