import { inflate } from "node:zlib";
import type { PdfBudget } from "@/lib/wire/pdf/budget";
import { blankEnd, type Dictionary, dictionaryAt, referencesAt } from "@/lib/wire/pdf/dictionary";

/** The objects of a document that may belong to its page tree. Each number has every version that the file holds. */
export type PdfObjects = {
  known: Set<number>;
  /** Objects with `/Kids`. */
  nodes: Map<number, Dictionary[]>;
  /** Objects that are nothing but a list of references. */
  lists: Map<number, number[][]>;
  /** The file, and the contents of its object streams: the texts to search for names. */
  texts: string[];
};

const HEADER = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+$/;
const HEADER_LENGTH = 40;
// A number or a comment right before the word, but no header: somebody wants to hide the object.
const HIDDEN_HEADER = /(?:\d|%[^\r\n]*[\r\n])[\0\t\n\f\r ]*$|[\0\t\n\f\r ]{30}$/;
const STRING_OR_NAME = /[(%]|\/Kids|\/First|(?<!<)<(?!<)/;
const PLAIN_OBJECT_LENGTH = 1_000;
const SPELT_LETTERS = new RegExp(
  `/(?:${["Kids", "Count", "Pages", "Page", "Type", "First", "N", "Filter", "FlateDecode", "Encrypt"].map(speltName).join("|")})(?![\\w#])`,
  "gi",
);
// A few milliseconds of work, after which other calls get their turn.
const LEXED_AT_ONCE = 400_000;
const OBJECTS_AT_ONCE = 4_000;

/**
 * Collects the objects from anywhere in the file and ignores the file's own table: a reader that repairs files finds them all, and tables
 * of several versions may name any. Null when something is hidden, encrypted, broken or beyond the budget.
 */
export async function objectsOf(pdf: Buffer, budget: PdfBudget): Promise<PdfObjects | null> {
  const text = pdf.toString("latin1");
  if (text.includes("/Encrypt") || hasSpeltNames(text)) return null;
  const objects: PdfObjects = { known: new Set(), nodes: new Map(), lists: new Map(), texts: [text] };
  const packed: Dictionary[] = [];
  let yieldAt = budget.lexed + LEXED_AT_ONCE;
  for (let word = text.indexOf("obj"); word !== -1; word = text.indexOf("obj", word + 3)) {
    const number = numberBefore(text, word);
    if (number === null) continue;
    if (number === "odd" || !budget.allowsObject()) return null;
    budget.objects++;
    const found = takeObject(text, word + 3, number, objects, budget);
    if (found === "odd") return null;
    if (found !== null && found.first !== null && found.size !== null) packed.push(found);
    if (budget.lexed > yieldAt || budget.objects % OBJECTS_AT_ONCE === 0) {
      yieldAt = budget.lexed + LEXED_AT_ONCE;
      await new Promise(setImmediate);
    }
  }
  for (const stream of packed) if (!(await unpack(pdf, text, stream, objects, budget))) return null;
  return objects;
}

/** The object that begins after its `obj`. Its dictionary is read only where it may hold something useful. */
function takeObject(text: string, from: number, number: number, objects: PdfObjects, budget: PdfBudget): Dictionary | null | "odd" {
  objects.known.add(number);
  const list = text[blankEnd(text, from)] === "[" ? referencesAt(text, blankEnd(text, from)) : null;
  if (list) add(objects.lists, number, list.numbers);
  if (!mayMatter(text, from)) return null;
  const found = dictionaryAt(text, from, budget);
  if (found === null || found === "odd" || found.kids.length === 0) return found;
  add(objects.nodes, number, found);
  return budget.allowsKids(found.kids.reduce((sum, { numbers }) => sum + numbers.length, 0)) ? found : "odd";
}

/** For most objects the end is certain, and no useful name stands before it. */
function mayMatter(text: string, from: number): boolean {
  const near = text.slice(from, from + PLAIN_OBJECT_LENGTH);
  const end = near.indexOf("endobj");
  if (end === -1) return true;
  const part = near.slice(0, end);
  // An `endobj` inside a string or a comment does not count.
  return STRING_OR_NAME.test(part) || count(part, "<<") !== count(part, ">>");
}

function count(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 2)) found++;
  return found;
}

/** The objects of one object stream. False when it cannot be read. */
async function unpack(
  pdf: Buffer,
  text: string,
  { end, first, size, isPacked, isReadable }: Dictionary,
  objects: PdfObjects,
  budget: PdfBudget,
) {
  const word = blankEnd(text, end);
  // An outline also has a first and a number, but no stream.
  if (!text.startsWith("stream", word)) return true;
  if (!isReadable || first === null || size === null || size > 100_000) return false;
  const from = word + (text.startsWith("\r\n", word + 6) ? 8 : 7);
  const inner = await contentOf(pdf, text, from, isPacked, budget);
  if (inner === null || hasSpeltNames(inner)) return false;
  objects.texts.push(inner);
  const numbers = inner.slice(0, first).match(/\d+/g) ?? [];
  if (numbers.length < size * 2) return false;
  for (let at = 0; at < size * 2; at += 2) {
    const number = Number(numbers[at]);
    if (!budget.allowsObject()) return false;
    budget.objects++;
    objects.known.add(number);
    if (inner.includes("/Kids") && takeObject(inner, first + Number(numbers[at + 1]), number, objects, budget) === "odd") return false;
  }
  return true;
}

function contentOf(pdf: Buffer, text: string, from: number, isPacked: boolean, budget: PdfBudget): Promise<string | null> {
  if (!isPacked) {
    const to = text.indexOf("endstream", from);
    return Promise.resolve(to === -1 ? null : text.slice(from, to));
  }
  return new Promise((resolve) => {
    // Bytes after the packed ones are ignored; broken ones are an error.
    inflate(pdf.subarray(from), { maxOutputLength: Math.max(1, budget.restBytes) }, (error, bytes) => {
      if (error) return resolve(null);
      budget.inflatedBytes += bytes.length;
      resolve(bytes.toString("latin1"));
    });
  });
}

/** The number of the object whose word `obj` stands at `word`; null for `endobj` and for accidental matches, "odd" for a hidden header. */
function numberBefore(text: string, word: number): number | null | "odd" {
  // Nearly all matches are the end of `endobj`.
  if (text.charCodeAt(word - 1) > 0x20) return null;
  const before = text.slice(Math.max(0, word - HEADER_LENGTH), word);
  const match = HEADER.exec(before);
  if (match) return Number(match[1]);
  return HIDDEN_HEADER.test(before) ? "odd" : null;
}

function hasSpeltNames(text: string): boolean {
  return text.includes("#") && (text.match(SPELT_LETTERS) ?? []).some((name) => name.includes("#"));
}

/** A pattern for the name in which any letter may be spelt as `#` and two digits. */
function speltName(name: string): string {
  return [...name].map((letter) => `(?:${letter}|#${letter.charCodeAt(0).toString(16)})`).join("");
}

function add<Value>(map: Map<number, Value[]>, number: number, value: Value): void {
  const versions = map.get(number);
  if (versions) versions.push(value);
  else map.set(number, [value]);
}
