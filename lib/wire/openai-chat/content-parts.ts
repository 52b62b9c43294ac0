import { invalid, isAbsent, optionalText, requireArray, requireObject, requireText } from "../fields";
import type { JsonObject } from "../json";
import type { MarkerBook } from "./marker-book";
import { UnsupportedParameter } from "./unsupported-parameter";

const DATA_URL = /^data:([a-z0-9.+/-]+);base64,/i;
const IMAGE_TYPES = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

/** A message's content, text or parts, as blocks. Text without a visible character is left out: the upstream refuses it. */
export function toBlocks(content: unknown, param: string, book: MarkerBook): JsonObject[] {
  if (isAbsent(content)) return [];
  if (typeof content === "string") return textBlocks(content);
  return requireArray(content, param).flatMap((part, index) => {
    const place = `${param}.${index}`;
    const owner = requireObject(part, place);
    const blocks = partBlocks(owner, place);
    book.markLast(blocks, owner, place);
    return blocks;
  });
}

export function textBlocks(text: string): JsonObject[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function partBlocks(part: JsonObject, param: string): JsonObject[] {
  switch (part.type) {
    case "text":
      return textBlocks(optionalText(part.text, `${param}.text`) ?? "");
    case "refusal":
      return textBlocks(optionalText(part.refusal, `${param}.refusal`) ?? "");
    case "image_url":
      return [imageBlock(part.image_url, `${param}.image_url`)];
    case "file":
      return [documentBlock(requireObject(part.file, `${param}.file`), `${param}.file`)];
    default:
      throw new UnsupportedParameter(`${param}.type`, "only text, image_url and file parts can be sent to this model.");
  }
}

function imageBlock(image: unknown, param: string): JsonObject {
  const isBare = typeof image === "string";
  const place = isBare ? param : `${param}.url`;
  const url = requireText(isBare ? image : requireObject(image, param).url, place);
  const mediaType = DATA_URL.exec(url)?.[1]?.toLowerCase();
  if (mediaType === undefined) {
    if (!/^https?:\/\//i.test(url)) throw invalid(place, "must be an http(s) address or a base64 data URL.");
    return { type: "image", source: { type: "url", url } };
  }
  if (!IMAGE_TYPES.has(mediaType)) throw invalid(place, "the picture must be a JPEG, PNG, GIF or WebP.");
  return { type: "image", source: { type: "base64", media_type: mediaType, data: base64Of(url, place) } };
}

function documentBlock(file: JsonObject, param: string): JsonObject {
  if (!isAbsent(file.file_id)) throw new UnsupportedParameter(`${param}.file_id`, "files cannot be stored here; send file_data.");
  const url = requireText(file.file_data, `${param}.file_data`);
  if (DATA_URL.exec(url)?.[1]?.toLowerCase() !== "application/pdf") {
    throw invalid(`${param}.file_data`, "must be a PDF as a data URL (data:application/pdf;base64,...).");
  }
  const title = optionalText(file.filename, `${param}.filename`);
  const source = { type: "base64", media_type: "application/pdf", data: base64Of(url, `${param}.file_data`) };
  return { type: "document", source, ...(title && { title }) };
}

function base64Of(url: string, param: string): string {
  return requireText(url.slice(url.indexOf(",") + 1), param);
}
