import { invalid, notOneOf } from "./errors";
import { mostPages, pdfPages } from "./media/document-tokens";
import { pictureSize } from "./media/picture-tokens";
import type { Model } from "./models";
import { type Block, blocksOf, type MessagesRequest } from "./request";

const IMAGE_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const MOST_IMAGE_BYTES = 10 * 1024 * 1024;
/** With more pictures than this, each must be smaller. */
const MANY_IMAGES = 20;
const MOST_PIXELS = { few: 8_000, many: 2_000 };

type Source = { type?: string; media_type?: string; data?: unknown };
type Placed = { at: string; block: Block };

/** Pictures and documents: known labels, readable base64, a label that fits the bytes, and no more than the original reads. */
export function checkMedia({ messages }: MessagesRequest, model: Model): void {
  const found = [...mediaIn(messages)];
  const images = found.filter(({ block }) => block.type === "image");
  const documents = found.length - images.length;
  const most = mostPages(model);
  if (found.length > most) throw invalid(`too many images and documents: ${images.length} + ${documents} > ${most}`);
  const mostPixels = images.length > MANY_IMAGES ? MOST_PIXELS.many : MOST_PIXELS.few;
  let pages = 0;
  for (const { at, block } of found)
    if (block.type === "image") checkImage(at, block, mostPixels);
    else pages += checkDocument(at, block, most);
  if (pages + images.length > most) throw invalid(`Too much media: ${pages} document pages + ${images.length} images > ${most}`);
}

function checkImage(at: string, { source }: Block, mostPixels: number): void {
  const { type, data } = checkBase64(`${at}.image.source.base64`, source, IMAGE_TYPES, "image");
  if (type !== "base64" || typeof data !== "string") return;
  if (data.length > MOST_IMAGE_BYTES)
    throw invalid(`${at}.image.source.base64: image exceeds 10 MB maximum: ${data.length} bytes > ${MOST_IMAGE_BYTES} bytes`);
  const size = pictureSize(data);
  if (!size || Math.max(...size) <= mostPixels) return;
  const many = mostPixels === MOST_PIXELS.many ? " for many-image requests" : "";
  throw invalid(
    `${at}.image.source.base64.data: At least one of the image dimensions exceed max allowed size${many}: ${mostPixels} pixels`,
    "image_dimensions_too_large",
  );
}

/** Returns the number of its pages, where it is known. */
function checkDocument(at: string, { source }: Block, most: number): number {
  const { type, media_type: label } = (source ?? {}) as Source;
  if (type === "text" && label !== "text/plain") throw invalid(`${at}.document.source.text.media_type: Input should be 'text/plain'`);
  if (type !== "base64") return 0;
  const file = checkBase64(`${at}.document.source.base64`, source, ["application/pdf"], "document");
  const pages = pdfPages(file, most);
  if (!pages) throw invalid(`${at}.pdf.source.base64.data: The PDF specified was not valid.`);
  if (pages.length > most) throw invalid(`${at}.pdf.source.base64.data: A maximum of ${most} PDF pages may be provided.`);
  return pages.length;
}

function checkBase64(place: string, given: unknown, labels: string[], kind: string): Source {
  const source = (given ?? {}) as Source;
  if (source.type !== "base64") return source;
  if (!labels.includes(String(source.media_type))) throw notOneOf(`${place}.media_type`, labels);
  if (typeof source.data !== "string" || !BASE64.test(source.data.slice(0, 4_000))) throw invalid(`${place}: invalid base64 data`);
  const found = kindOf(Buffer.from(source.data.slice(0, 32), "base64").toString("latin1"));
  if (found !== null && found !== source.media_type)
    throw invalid(
      `${place}: The ${kind} was specified using the ${source.media_type} media type, but the ${kind} appears to be a ${found} ${kind}`,
    );
  return source;
}

function* mediaIn(messages: MessagesRequest["messages"]): Generator<Placed> {
  for (const [turnIndex, { content }] of messages.entries()) yield* mediaOf(blocksOf(content), `messages.${turnIndex}.content`);
}

/** Also in the results of tools, and in documents that are made of blocks. */
function* mediaOf(blocks: Block[], at: string): Generator<Placed> {
  for (const [index, block] of blocks.entries()) {
    const place = `${at}.${index}`;
    const inside = (block.source as { content?: unknown } | undefined)?.content;
    if (block.type === "image" || block.type === "document") yield { at: place, block };
    if (block.type === "tool_result" && Array.isArray(block.content)) yield* mediaOf(block.content, `${place}.tool_result.content`);
    if (block.type === "document" && Array.isArray(inside)) yield* mediaOf(inside, `${place}.document.source.content.content`);
  }
}

function kindOf(head: string): string | null {
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (head.startsWith("GIF8")) return "image/gif";
  if (/^RIFF.{4}WEBP/s.test(head)) return "image/webp";
  return head.startsWith("%PDF-") ? "application/pdf" : null;
}
