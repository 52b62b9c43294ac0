import type { StoredFile } from "@/lib/files/stored-file";
import { isObject, parseJson } from "@/lib/wire/json";

export type DescribedFile = Pick<StoredFile, "fileId" | "name" | "mediaType" | "sizeBytes" | "isDownloadable" | "createdAt" | "expiresAt">;

/** A file as its account describes it; null for an answer that describes none. */
export function describedFile(body: Buffer): DescribedFile | null {
  const file = parseJson(body);
  if (!isObject(file)) return null;
  const { id, filename, mime_type, size_bytes, downloadable, created_at, expires_at } = file;
  if (typeof id !== "string" || !/^[\w-]{1,200}$/.test(id)) return null;
  if (typeof size_bytes !== "number" || !Number.isSafeInteger(size_bytes)) return null;
  return {
    fileId: id,
    name: textOf(filename),
    mediaType: textOf(mime_type),
    sizeBytes: size_bytes,
    isDownloadable: downloadable === true,
    createdAt: dateOf(created_at) ?? new Date(),
    expiresAt: dateOf(expires_at),
  };
}

/** Postgres has no text with a zero byte in it. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value.replaceAll("\0", "") : "";
}

function dateOf(value: unknown): Date | null {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
