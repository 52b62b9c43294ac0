import type { AppError } from "@/lib/basics/errors";
import type { LinkReader } from "@/lib/upstreams/links/link-reader";
import { MESSAGES_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";

export const MB = 1024 * 1024;
export const BOUNDS = { patienceMs: 10_000, mostBytesAtOnce: 256 * MB };

export const image = (url: string) => ({ type: "image", source: { type: "url", url } });
export const document = (url: string) => ({ type: "document", source: { type: "url", url } });

export function asking(text: string): UpstreamRequest {
  return { path: MESSAGES_PATH, headers: {}, body: Buffer.from(text), silenceMs: 1_000 };
}

/** The blocks of a message as the reader sends them. */
export async function inlinedBy(reader: LinkReader, blocks: object[], largestBodyBytes = 20 * MB) {
  const request = await reader.inlined(asking(JSON.stringify({ messages: [{ role: "user", content: blocks }] })), largestBodyBytes);
  return JSON.parse(request.body.toString()).messages[0].content;
}

export function refusalBy(reader: LinkReader, blocks: object[], largestBodyBytes?: number): Promise<AppError> {
  return inlinedBy(reader, blocks, largestBodyBytes).then(
    () => Promise.reject(new Error("it was taken")),
    (error) => error,
  );
}
