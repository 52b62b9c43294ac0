/** A file in the shape that Anthropic's clients read. */
export type ListedFile = {
  fileId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  isDownloadable: boolean;
  createdAt: Date;
  expiresAt: Date | null;
};

export const FILES_BETA = "files-api-2025-04-14";

export function fileEntry({ fileId, name, mediaType, sizeBytes, isDownloadable, createdAt, expiresAt }: ListedFile) {
  return {
    id: fileId,
    type: "file",
    filename: name,
    mime_type: mediaType,
    size_bytes: sizeBytes,
    created_at: createdAt.toISOString(),
    downloadable: isDownloadable,
    expires_at: expiresAt?.toISOString() ?? null,
  };
}

/** A page of files, in the shape of the beta or in the later one. */
export function filesPage(
  files: ListedFile[],
  { hasMore, nextPage, isBeta }: { hasMore: boolean; nextPage: string | null; isBeta: boolean },
) {
  const data = files.map(fileEntry);
  if (!isBeta) return { data, next_page: nextPage };
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
