import { open, readFile } from "node:fs/promises";

/** A file's text. It is empty if the file is missing, for instance because its process has just removed it. */
export function readIfPresent(filePath: string): Promise<string> {
  return readFile(filePath, "utf8").catch(ifMissing(""));
}

/** For `catch`: returns `none` if the file is missing, and rethrows every other error. */
export function ifMissing<None>(none: None): (error: NodeJS.ErrnoException) => None {
  return (error) => {
    if (error.code !== "ENOENT") throw error;
    return none;
  };
}

/** Syncs the folder's list of files: a synced file is useless if its name is lost. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
