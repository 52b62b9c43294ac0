import { invalid, isAbsent, requireArray, requireObject, requireText } from "../fields";
import type { JsonObject } from "../json";
import type { MarkerBook } from "./marker-book";

const DATA_URL = /^data:([a-z0-9.+/-]+);base64,/i;
const IMAGE_TYPES = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

/** Reads one part of a content; the formats name their parts differently. */
export type ReadPart = (part: JsonObject, param: string) => JsonObject[];

/** A message's content, text or parts, as blocks. Text without a visible character is left out: the upstream refuses it. */
export function toBlocks(content: unknown, param: string, book: MarkerBook, readPart: ReadPart): JsonObject[] {
  if (isAbsent(content)) return [];
  if (typeof content === "string") return textBlocks(content);
  return requireArray(content, param).flatMap((part, index) => {
    const place = `${param}.${index}`;
    const owner = requireObject(part, place);
    const blocks = readPart(owner, place);
    book.markLast(blocks, owner, place);
    return blocks;
  });
}

export function textBlocks(text: string): JsonObject[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

/** What the system says; `role` is the caller's word for it. */
export function textOnly(blocks: JsonObject[], param: string, role: string): JsonObject[] {
  if (blocks.some((block) => block.type !== "text")) throw invalid(param, `a ${role} message can only hold text.`);
  return blocks;
}

/** A picture by its address or as a data URL. */
export function imageBlock(address: unknown, param: string): JsonObject {
  const url = requireText(address, param);
  const mediaType = DATA_URL.exec(url)?.[1]?.toLowerCase();
  if (mediaType === undefined) return { type: "image", source: linked(url, param) };
  if (!IMAGE_TYPES.has(mediaType)) throw invalid(param, "the picture must be a JPEG, PNG, GIF or WebP.");
  return { type: "image", source: { type: "base64", media_type: mediaType, data: base64Of(url, param) } };
}

/** A PDF as a data URL. */
export function documentBlock(address: unknown, param: string, title: string | undefined): JsonObject {
  const url = requireText(address, param);
  if (DATA_URL.exec(url)?.[1]?.toLowerCase() !== "application/pdf") {
    throw invalid(param, "must be a PDF as a data URL (data:application/pdf;base64,...).");
  }
  return document({ type: "base64", media_type: "application/pdf", data: base64Of(url, param) }, title);
}

/** A PDF by its address. */
export function linkedDocumentBlock(address: unknown, param: string, title: string | undefined): JsonObject {
  return document(linked(requireText(address, param), param), title);
}

function document(source: JsonObject, title: string | undefined): JsonObject {
  return { type: "document", source, ...(title && { title }) };
}

function linked(url: string, param: string): JsonObject {
  if (!/^https?:\/\//i.test(url)) throw invalid(param, "must be an http(s) address or a base64 data URL.");
  return { type: "url", url };
}

function base64Of(url: string, param: string): string {
  return requireText(url.slice(url.indexOf(",") + 1), param);
}
