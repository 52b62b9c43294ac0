import { invalid } from "./errors";
import { type Block, blocksOf, type MessagesRequest } from "./request";

const IMAGE_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

type Source = { type?: string; media_type?: string; data?: unknown };

/** Pictures and documents: known labels, base64 that can be read, and a label that fits the bytes. */
export function checkMedia({ messages }: MessagesRequest): void {
  for (const [turnIndex, { content }] of messages.entries())
    for (const [index, block] of blocksOf(content).entries()) {
      const at = `messages.${turnIndex}.content.${index}`;
      checkBlock(block, at);
      if (block.type !== "tool_result" || !Array.isArray(block.content)) continue;
      for (const [inner, each] of (block.content as Block[]).entries()) checkBlock(each, `${at}.tool_result.content.${inner}`);
    }
}

function checkBlock(block: Block, at: string): void {
  if (block.type !== "image" && block.type !== "document") return;
  const source = (block.source ?? {}) as Source;
  if (block.type === "document" && source.type === "text") {
    if (source.media_type !== "text/plain") throw invalid(`${at}.document.source.text.media_type: Input should be 'text/plain'`);
    return;
  }
  if (source.type !== "base64") return;
  const place = `${at}.${block.type}.source.base64`;
  const known = block.type === "image" ? IMAGE_TYPES : ["application/pdf"];
  if (!known.includes(String(source.media_type)))
    throw invalid(`${place}.media_type: Input should be ${known.map((each) => `'${each}'`).join(", ")}`);
  if (typeof source.data !== "string" || !BASE64.test(source.data.slice(0, 4_000))) throw invalid(`${place}: invalid base64 data`);
  const found = kindOf(Buffer.from(source.data.slice(0, 32), "base64").toString("latin1"));
  if (found !== null && found !== source.media_type)
    throw invalid(
      `${place}: The ${block.type} was specified using the ${source.media_type} media type, but the ${block.type} appears to be a ${found} ${block.type}`,
    );
}

function kindOf(head: string): string | null {
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (head.startsWith("GIF8")) return "image/gif";
  if (/^RIFF.{4}WEBP/s.test(head)) return "image/webp";
  return head.startsWith("%PDF-") ? "application/pdf" : null;
}
