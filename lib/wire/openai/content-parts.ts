import { invalid, isAbsent, requireArray, requireObject, requireText } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { type DataUrl, plainBase64, readDataUrl } from "@/lib/wire/openai/data-url";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import { mediaTypeOf, textOf } from "@/lib/wire/openai/media-kind";

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

/** The text of a system message; `role` is the caller's word for it. */
export function textOnly(blocks: JsonObject[], param: string, role: string): JsonObject[] {
  if (blocks.some((block) => block.type !== "text")) throw invalid(param, `a ${role} message can only hold text.`);
  return blocks;
}

/** A picture by its address or as a data URL. A data URL with a PDF or a text becomes a document. */
export function imageBlock(address: unknown, param: string): JsonObject {
  const url = requireText(address, param);
  const data = readDataUrl(url);
  if (data) return inlineBlock(data, param, undefined) ?? refuse(param, "the picture must be a JPEG, PNG, GIF or WebP.");
  return /^[^?#]+\.pdf(?:[?#]|$)/i.test(url) ? document(linked(url, param), undefined) : { type: "image", source: linked(url, param) };
}

/** A file as a data URL or as plain base64: a PDF, a picture or a text. */
export function fileBlock(content: unknown, param: string, title: string | undefined): JsonObject {
  const text = requireText(content, param);
  const data = readDataUrl(text) ?? { mediaType: "", charset: undefined, base64: plainBase64(text) };
  return (
    inlineBlock(data, param, title) ?? refuse(param, "must be a PDF, a picture or a text as a data URL (data:application/pdf;base64,...).")
  );
}

/** A PDF by its address. */
export function linkedDocumentBlock(address: unknown, param: string, title: string | undefined): JsonObject {
  return document(linked(requireText(address, param), param), title);
}

/** A file that was uploaded to Anthropic's endpoint for files. */
export function uploadedFileBlock(fileId: unknown, param: string, title?: string | undefined): JsonObject {
  return document({ type: "file", file_id: requireText(fileId, param) }, title);
}

/** A picture that was uploaded there. */
export function uploadedImageBlock(fileId: unknown, param: string): JsonObject {
  return { type: "image", source: { type: "file", file_id: requireText(fileId, param) } };
}

function inlineBlock(data: DataUrl, param: string, title: string | undefined): JsonObject | undefined {
  const mediaType = mediaTypeOf(data);
  if (mediaType !== undefined) {
    const source = { type: "base64", media_type: mediaType, data: requireText(data.base64, param) };
    return mediaType === "application/pdf" ? document(source, title) : { type: "image", source };
  }
  const text = textOf(data);
  if (text === undefined) return undefined;
  if (text.trim() === "") throw invalid(param, "the file is empty.");
  return document({ type: "text", media_type: "text/plain", data: text }, title);
}

function refuse(param: string, reason: string): never {
  throw invalid(param, reason);
}

function document(source: JsonObject, title: string | undefined): JsonObject {
  return { type: "document", source, ...(title && { title }) };
}

function linked(url: string, param: string): JsonObject {
  if (!/^https?:\/\//i.test(url)) throw invalid(param, "must be an http(s) address or a data URL.");
  return { type: "url", url };
}
