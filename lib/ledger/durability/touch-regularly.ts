import type { FileHandle } from "node:fs/promises";

const EVERY_MS = 3_600_000;

/** Touches the file regularly: its process lives, though it may write nothing for days. Returns a function that stops this. */
export function touchRegularly(file: FileHandle, everyMs = EVERY_MS): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    // A disk that cannot be written is reported by the next write.
    file.utimes(now, now).catch(() => undefined);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
