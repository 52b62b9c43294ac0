import { isUtf8 } from "node:buffer";
import type { FileContent } from "@/lib/files/stored-file";
import { log } from "@/lib/platform/log";
import { countPagesBeside } from "@/lib/relay/reading/count-pdf-pages";
import { fileTokens } from "@/lib/wire/media/picture-tokens";

const MB = 1024 * 1024;
/** A longer PDF is not read, as in a message. */
const MOST_PDF_BYTES = 32 * MB;
/** A longer text exceeds every model's context, and no picture has a longer header. */
const MOST_OTHER_BYTES = 2 * MB;
/** The limit for all meters of a process together. Beyond it files are not read. */
const MOST_BYTES_AT_ONCE = 96 * MB;
/** Slow uploads of one workspace have to leave room for the longest PDF of another. */
const MOST_BYTES_OF_ONE = MOST_BYTES_AT_ONCE - MOST_PDF_BYTES;
const HEAD_BYTES = 1_024;
/** The most tokens of one byte that is not UTF-8, as the replacement character. */
const TOKENS_OF_A_BROKEN_BYTE = 3;

const NOTHING_KNOWN: FileContent = { pages: null, textTokens: null, pictureTokens: null };

let bytesAtOnce = 0;
const bytesOf = new Map<string, number>();

/** Stores the passing bytes of a file as far as they are needed to measure it, and only until that is done. */
export class FileMeter {
  sizeBytes = 0;
  private chunks: Uint8Array[] = [];
  private storedBytes = 0;
  private mostBytes = MOST_OTHER_BYTES;
  private isWhole = true;

  constructor(private readonly workspaceId: string) {}

  add(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length;
    if (!this.isWhole) return;
    this.chunks.push(chunk);
    this.count(chunk.length);
    if (this.storedBytes - chunk.length < HEAD_BYTES && this.head().includes("%PDF-")) this.mostBytes = MOST_PDF_BYTES;
    const own = bytesOf.get(this.workspaceId) ?? 0;
    if (this.storedBytes > this.mostBytes || bytesAtOnce > MOST_BYTES_AT_ONCE || own > MOST_BYTES_OF_ONE) this.keepHead();
  }

  /** The content that the account sees in the file, by the media type that the account gives it. */
  async content(mediaType: string): Promise<FileContent> {
    const bytes = Buffer.concat(this.chunks);
    if (mediaType.startsWith("image/")) return { ...NOTHING_KNOWN, pictureTokens: fileTokens(bytes) };
    if (!this.isWhole) return NOTHING_KNOWN;
    if (mediaType === "application/pdf") return { ...NOTHING_KNOWN, pages: await this.pagesOf(bytes) };
    if (!mediaType.startsWith("text/")) return NOTHING_KNOWN;
    return { ...NOTHING_KNOWN, textTokens: bytes.length * (isUtf8(bytes) ? 1 : TOKENS_OF_A_BROKEN_BYTE) };
  }

  private pagesOf(pdf: Buffer): Promise<number | null> {
    return countPagesBeside(this.workspaceId, [pdf]).catch((error: unknown) => {
      // The file is still stored: if its pages are unknown, a hold covers all that a model can read.
      log.warn({ event: "files.pages_uncounted", err: error }, "the pages of a file were not counted");
      return null;
    });
  }

  /** Frees the memory. Call it once the meter is not needed any more. */
  drop(): void {
    this.count(-this.storedBytes);
    this.chunks = [];
    this.isWhole = false;
  }

  /** A picture's header is at the beginning: only that part stays. */
  private keepHead(): void {
    const start = Buffer.concat(this.chunks).subarray(0, MOST_OTHER_BYTES / 4);
    this.drop();
    this.chunks = [Buffer.from(start)];
    this.count(start.length);
  }

  private count(bytes: number): void {
    this.storedBytes += bytes;
    bytesAtOnce += bytes;
    const own = (bytesOf.get(this.workspaceId) ?? 0) + bytes;
    if (own > 0) bytesOf.set(this.workspaceId, own);
    else bytesOf.delete(this.workspaceId);
  }

  private head(): string {
    return Buffer.concat(this.chunks).toString("latin1", 0, HEAD_BYTES + 5);
  }
}
