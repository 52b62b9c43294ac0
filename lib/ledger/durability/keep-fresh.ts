import type { FileHandle } from "node:fs/promises";

const EVERY_MS = 3_600_000;

/** Shows by the file's time that its process lives, though it may have nothing to write for days. Returns what ends that. */
export function keepFresh(file: FileHandle, everyMs = EVERY_MS): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    // A disk that takes nothing is reported when something is to be written.
    file.utimes(now, now).catch(() => undefined);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
