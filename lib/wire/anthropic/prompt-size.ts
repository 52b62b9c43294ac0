import { markedPlace, writtenLength } from "@/lib/json-bytes/json-outline";
import { invalid, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import type { EncodedData } from "@/lib/wire/media/encoded-data";
import { MOST_PICTURE_TOKENS, pictureTokens, type TokensByModel } from "@/lib/wire/media/picture-tokens";

/** A file that a request names, and the kind of block that uses it. */
export type NamedFile = { fileId: string; as: "image" | "document" | "upload" };

/** What a prompt contains, as far as it affects the price. */
export type PromptSize = {
  /** The body without the data of its pictures and PDFs. */
  textBytes: number;
  pictureTokens: TokensByModel;
  /** The pages of the PDFs that were read. */
  pages: number;
  /** Documents that are only linked: their size is unknown (`lib/relay/money/linked-documents.ts`). */
  links: number;
  /** Some part may fill the model's whole context: a PDF that cannot be read, or an unknown kind of block. */
  isOpen: boolean;
  /** PDFs whose pages are not counted yet (`lib/relay/reading/read-documents.ts`). */
  unread: readonly EncodedData[];
  /** Files that are not looked up yet (`lib/relay/files/named-files.ts`). */
  files: readonly NamedFile[];
};

const NO_PICTURES: TokensByModel = { before_4_7: 0, since_4_7: 0 };
const NO_DOCUMENTS: readonly EncodedData[] = [];
const NO_FILES: readonly NamedFile[] = [];
/** Blocks contain blocks: results of tools contain documents, and documents contain pictures. */
const DEEPEST_BLOCK = 8;

/** Measures a Messages request; `body` is its text, which the marks of an outline point into. Digits of `max_tokens` do not count. */
export function promptSizeOf(request: JsonObject, body: Buffer, maxTokens: number): PromptSize {
  const size: Writable<PromptSize> = {
    textBytes: body.length - `${maxTokens}`.length,
    pictureTokens: NO_PICTURES,
    pages: 0,
    links: 0,
    isOpen: false,
    unread: NO_DOCUMENTS,
    files: NO_FILES,
  };
  if (Array.isArray(request.messages))
    for (const message of request.messages) if (isObject(message)) measureInside(message.content, size, body, 1);
  return size;
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

function measureInside(content: unknown, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  if (typeof content !== "object" || content === null) return;
  if (depth > DEEPEST_BLOCK) leaveUnread(content, size);
  else if (Array.isArray(content)) for (const block of content) measure(block, size, body, depth);
  else measure(content, size, body, depth);
}

/** Claude takes nothing that is nested so deeply. The price may stay open, but every file's owner must be checked. */
function leaveUnread(content: object, size: Writable<PromptSize>): void {
  size.isOpen = true;
  const waiting: unknown[] = [content];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (isObject(each) && each.file_id !== undefined) throw invalid("messages", "a file is named deeper than any model reads it.");
    if (typeof each === "object" && each !== null) waiting.push(...Object.values(each).filter((inner) => typeof inner === "object"));
  }
}

function measure(block: unknown, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  if (!isObject(block)) return;
  const { source, content } = block;
  if (isObject(source)) measureSource(block.type, source, size, body, depth);
  else if (block.file_id !== undefined) nameFile(size, block, "upload");
  if (content !== undefined) measureInside(content, size, body, depth + 1);
}

function measureSource(kind: unknown, source: JsonObject, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  const { type, data } = source;
  const isData = type === "base64" && typeof data === "string";
  if (isData) size.textBytes -= writtenLength(data);
  if (source.file_id !== undefined) nameFile(size, source, kind === "image" ? "image" : "document");
  if (type === "file") size.isOpen ||= source.file_id === undefined;
  else if (kind === "image") addPicture(size, isData ? pictureTokens(encoded(data, body)) : MOST_PICTURE_TOKENS);
  else if (isData && kind === "document") size.unread = [...size.unread, encoded(data, body)];
  else if (type === "url" && kind === "document") size.links++;
  else if (type === "content") measureInside(source.content, size, body, depth + 1);
  else if (type !== "text") size.isOpen = true;
}

/**
 * The types of results in which a tool names a file that it made upstream. The upstream itself checks such a file, and it is not read
 * again.
 */
const MADE_UPSTREAM = /_output$/;

function nameFile(size: Writable<PromptSize>, { type, file_id: fileId }: JsonObject, as: NamedFile["as"]): void {
  if (as === "upload" && typeof type === "string" && MADE_UPSTREAM.test(type)) return;
  size.files = [...size.files, { fileId: requireText(fileId, "messages: file_id"), as }];
}

function addPicture(size: Writable<PromptSize>, { before_4_7, since_4_7 }: TokensByModel): void {
  const sum = size.pictureTokens;
  size.pictureTokens = { before_4_7: sum.before_4_7 + before_4_7, since_4_7: sum.since_4_7 + since_4_7 };
}

function encoded(data: string, body: Buffer): EncodedData {
  const place = markedPlace(data);
  return place === null ? data : body.subarray(place.from, place.to);
}
