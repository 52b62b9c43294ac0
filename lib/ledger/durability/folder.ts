import { open, readFile } from "node:fs/promises";

/** A file's text; none where it is not there, perhaps since its process has just taken it away. */
export function readIfThere(filePath: string): Promise<string> {
  return readFile(filePath, "utf8").catch(noneIfGone(""));
}

/** For `catch`: gives `none` where a file is gone. */
export function noneIfGone<None>(none: None): (error: NodeJS.ErrnoException) => None {
  return (error) => {
    if (error.code !== "ENOENT") throw error;
    return none;
  };
}

/** Brings to the disk which files there are: what is in them is of no use where their names are lost. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
