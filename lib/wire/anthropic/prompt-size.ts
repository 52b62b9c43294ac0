import { isObject, type JsonObject } from "../json";
import { writtenLength } from "../json-outline";
import { forEachBlock } from "./blocks";

// A picture costs by its size in pixels, at most about 5,000 tokens, whatever the size of its file.
const IMAGE_BYTES = 16_000;
// What a linked document holds is unknown here: room for some hundred pages.
const LINKED_DOCUMENT_BYTES = 400_000;

/**
 * How long the prompt is for an estimate, in bytes of text: the body's own bytes, where a picture counts by what it costs
 * and not by the length of its file, and what is only linked counts as well.
 */
export function promptBytesOf(body: JsonObject, bodyBytes: number): number {
  let promptBytes = bodyBytes;
  forEachBlock(body, (block) => {
    const source = block.source;
    if (!isObject(source)) return;
    if (block.type === "image") promptBytes += IMAGE_BYTES - (typeof source.data === "string" ? writtenLength(source.data) : 0);
    else if (block.type === "document" && (source.type === "url" || source.type === "file")) promptBytes += LINKED_DOCUMENT_BYTES;
  });
  return promptBytes;
}
