import { isObject, type JsonObject } from "../json";
import { markedPlace, writtenLength } from "../json-outline";
import type { EncodedData } from "../media/encoded-data";
import { MOST_PICTURE_TOKENS, pictureTokens, type TokensByModel } from "../media/picture-tokens";

/** What a prompt holds, as far as its price hangs on it. */
export type PromptSize = {
  /** The body without the data of its pictures and PDFs. */
  textBytes: number;
  pictureTokens: TokensByModel;
  /** Of the PDFs that were read. */
  pages: number;
  /** Documents that are only linked: nobody has seen them. */
  links: number;
  /** Something may be as long as a model reads: what is kept elsewhere, a PDF that cannot be read, a kind that nobody here knows. */
  isOpen: boolean;
  /** PDFs whose pages nobody has counted yet (`lib/relay/read-documents.ts`). */
  unread: readonly EncodedData[];
};

const NO_PICTURES: TokensByModel = { before_4_7: 0, since_4_7: 0 };
const NO_DOCUMENTS: readonly EncodedData[] = [];
/** Blocks hold blocks: results of tools hold documents, and those pictures. */
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
  };
  if (Array.isArray(request.messages))
    for (const message of request.messages) if (isObject(message)) measureInside(message.content, size, body, 1);
  return size;
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

function measureInside(content: unknown, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  if (typeof content !== "object" || content === null) return;
  if (depth > DEEPEST_BLOCK) size.isOpen = true;
  else if (Array.isArray(content)) for (const block of content) measure(block, size, body, depth);
  else measure(content, size, body, depth);
}

function measure(block: unknown, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  if (!isObject(block)) return;
  const { source, content } = block;
  if (isObject(source)) measureSource(block.type, source, size, body, depth);
  if (content !== undefined) measureInside(content, size, body, depth + 1);
}

function measureSource(kind: unknown, source: JsonObject, size: Writable<PromptSize>, body: Buffer, depth: number): void {
  const { type, data } = source;
  const isData = type === "base64" && typeof data === "string";
  if (isData) size.textBytes -= writtenLength(data);
  if (kind === "image") addPicture(size, isData ? pictureTokens(encoded(data, body)) : MOST_PICTURE_TOKENS);
  else if (isData && kind === "document") size.unread = [...size.unread, encoded(data, body)];
  else if (type === "url" && kind === "document") size.links++;
  else if (type === "content") measureInside(source.content, size, body, depth + 1);
  else if (type !== "text") size.isOpen = true;
}

function addPicture(size: Writable<PromptSize>, { before_4_7, since_4_7 }: TokensByModel): void {
  const sum = size.pictureTokens;
  size.pictureTokens = { before_4_7: sum.before_4_7 + before_4_7, since_4_7: sum.since_4_7 + since_4_7 };
}

function encoded(data: string, body: Buffer): EncodedData {
  const place = markedPlace(data);
  return place === null ? data : body.subarray(place.from, place.to);
}
