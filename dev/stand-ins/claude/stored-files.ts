import { ApiError } from "./errors";

/** A file as the account stores it. */
export type StoredFile = {
  id: string;
  name: string;
  mediaType: string;
  bytes: Buffer;
  createdAt: string;
  expiresAt: string | null;
  /** Made by a tool. */
  isDownloadable: boolean;
};

/** The parts of the stand-in that files need. */
export type FileStore = { now(): number; filesOf(account: string): Map<string, StoredFile> };

/** Another account's file looks like one that does not exist. */
export function fileNamed(standIn: FileStore, account: string, fileId: string): StoredFile {
  const file = standIn.filesOf(account).get(fileId);
  if (!file || (file.expiresAt !== null && Date.parse(file.expiresAt) <= standIn.now()))
    throw new ApiError(404, `File not found: ${fileId}`);
  return file;
}
