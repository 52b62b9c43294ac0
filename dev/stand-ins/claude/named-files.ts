import { invalid } from "./errors";
import type { MessagesRequest } from "./request";
import { type FileStore, fileNamed, type StoredFile } from "./stored-files";

type Named = Record<string, unknown> & { type?: string; source?: { type?: string; file_id?: string }; file_id?: string; content?: unknown };

/** The request with the content of its files in their places, so that they count like the same content sent with it. */
export function withFiles(standIn: FileStore, account: string, request: MessagesRequest): MessagesRequest {
  return { ...request, messages: request.messages.map((turn) => ({ ...turn, content: inside(standIn, account, turn.content) })) };
}

function inside<Content>(standIn: FileStore, account: string, content: Content): Content {
  return (Array.isArray(content) ? content.map((block) => withFile(standIn, account, block as Named)) : content) as Content;
}

function withFile(standIn: FileStore, account: string, block: Named): Named {
  const { type, source, content } = block;
  if (type === "container_upload") fileNamed(standIn, account, String(block.file_id));
  if (source?.type === "file") return { ...block, source: sourceOf(String(type), fileNamed(standIn, account, String(source.file_id))) };
  return content === undefined ? block : { ...block, content: inside(standIn, account, content) };
}

function sourceOf(kind: string, { mediaType, bytes }: StoredFile): Named["source"] & object {
  if (kind === "image") {
    if (!mediaType.startsWith("image/")) throw invalid(`Unsupported image file format: ${mediaType}.`);
    return { type: "base64", media_type: mediaType, data: bytes.toString("base64") } as object;
  }
  if (mediaType === "text/plain") return { type: "text", media_type: mediaType, data: bytes.toString("utf8") } as object;
  if (mediaType === "application/pdf") return { type: "base64", media_type: mediaType, data: bytes.toString("base64") } as object;
  throw invalid(`Unsupported document file format: ${mediaType}. Only PDF and plaintext documents are supported.`);
}
