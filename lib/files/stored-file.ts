import type { ModelCapabilities } from "@/lib/basics/model-capabilities";

/** The content of a file in a prompt. Each part is null if it is unknown. */
export type FileContent = {
  /** The pages of a PDF. */
  pages: number | null;
  /** The tokens of a text: one for each byte. */
  textTokens: number | null;
  pictureTokens: Record<ModelCapabilities["tokenizer"], number> | null;
};

/** A customer's file at one of the operator's accounts. Only the account stores its content. */
export type StoredFile = {
  /** The upload's id. Ids sort by time. */
  id: string;
  /** The id that the account and callers use. */
  fileId: string;
  accountId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  content: FileContent;
  /** True for files that a tool made upstream. Uploads cannot be downloaded. */
  isDownloadable: boolean;
  createdAt: Date;
  expiresAt: Date | null;
};

export type FileRow = {
  id: string;
  file_id: string;
  account_id: string;
  name: string;
  media_type: string;
  size_bytes: bigint;
  pages: number | null;
  text_tokens: number | null;
  picture_tokens_before_4_7: number | null;
  picture_tokens_since_4_7: number | null;
  is_downloadable: boolean;
  created_at: Date;
  expires_at: Date | null;
};

export const FILE_COLUMNS = `id, file_id, account_id, name, media_type, size_bytes, pages, text_tokens, picture_tokens_before_4_7,
  picture_tokens_since_4_7, is_downloadable, created_at, expires_at`;

/** Its upload has finished, and it has not expired. */
export const IS_STORED = "file_id IS NOT NULL AND (expires_at IS NULL OR expires_at > now())";

export function storedFileOf(row: FileRow): StoredFile {
  const { picture_tokens_before_4_7: before_4_7, picture_tokens_since_4_7: since_4_7 } = row;
  return {
    id: row.id,
    fileId: row.file_id,
    accountId: row.account_id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: Number(row.size_bytes),
    content: {
      pages: row.pages,
      textTokens: row.text_tokens,
      pictureTokens: before_4_7 === null || since_4_7 === null ? null : { before_4_7, since_4_7 },
    },
    isDownloadable: row.is_downloadable,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
