import { isUtf8 } from "node:buffer";
import type { FileContent } from "@/lib/files/kept-file";
import { log } from "@/lib/platform/log";
import { countPagesBeside } from "@/lib/relay/reading/pages";
import { fileTokens } from "@/lib/wire/media/picture-tokens";

const MB = 1024 * 1024;
/** A PDF that is longer is not read: the same as in a message. */
const MOST_PDF_BYTES = 32 * MB;
/** A text that is longer fills every model's context, and no picture's header is. */
const MOST_OTHER_BYTES = 2 * MB;
/** What the tapes of a process hold together. Beyond it files are not read. */
const MOST_BYTES_AT_ONCE = 96 * MB;
/** So that slow uploads of one workspace leave room for the longest PDF of another. */
const MOST_BYTES_OF_ONE = MOST_BYTES_AT_ONCE - MOST_PDF_BYTES;
const HEAD_BYTES = 1_024;
/** What one byte that is no UTF-8 may become, as the sign for it. */
const TOKENS_OF_A_BROKEN_BYTE = 3;

const NOTHING_KNOWN: FileContent = { pages: null, textTokens: null, pictureTokens: null };

let bytesAtOnce = 0;
const bytesOf = new Map<string, number>();

/** Keeps what passes by of a file as far as it can be measured, and no longer than until that is done. */
export class FileTape {
  sizeBytes = 0;
  private chunks: Uint8Array[] = [];
  private keptBytes = 0;
  private mostBytes = MOST_OTHER_BYTES;
  private isWhole = true;

  constructor(private readonly workspaceId: string) {}

  take(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length;
    if (!this.isWhole) return;
    this.chunks.push(chunk);
    this.count(chunk.length);
    if (this.keptBytes - chunk.length < HEAD_BYTES && this.head().includes("%PDF-")) this.mostBytes = MOST_PDF_BYTES;
    const own = bytesOf.get(this.workspaceId) ?? 0;
    if (this.keptBytes > this.mostBytes || bytesAtOnce > MOST_BYTES_AT_ONCE || own > MOST_BYTES_OF_ONE) this.cut();
  }

  /** What the account reads the file as, by the media type that it gives it. */
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
      // The file is kept all the same: what nobody could count costs what a model reads.
      log.warn({ event: "files.pages_uncounted", err: error }, "the pages of a file were not counted");
      return null;
    });
  }

  /** To be called once nothing more is asked of it. */
  drop(): void {
    this.count(-this.keptBytes);
    this.chunks = [];
    this.isWhole = false;
  }

  /** A picture's header stands at the beginning: that much stays. */
  private cut(): void {
    const start = Buffer.concat(this.chunks).subarray(0, MOST_OTHER_BYTES / 4);
    this.drop();
    this.chunks = [Buffer.from(start)];
    this.count(start.length);
  }

  private count(bytes: number): void {
    this.keptBytes += bytes;
    bytesAtOnce += bytes;
    const own = (bytesOf.get(this.workspaceId) ?? 0) + bytes;
    if (own > 0) bytesOf.set(this.workspaceId, own);
    else bytesOf.delete(this.workspaceId);
  }

  private head(): string {
    return Buffer.concat(this.chunks).toString("latin1", 0, HEAD_BYTES + 5);
  }
}
