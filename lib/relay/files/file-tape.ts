import { isUtf8 } from "node:buffer";
import type { FileContent } from "@/lib/files/kept-file";
import { pagesOf } from "@/lib/relay/read-documents";
import { fileTokens } from "@/lib/wire/media/picture-tokens";

const MB = 1024 * 1024;
/** A PDF that is longer is not read: the same as in a message. */
const MOST_PDF_BYTES = 32 * MB;
/** A text that is longer fills every model's context, and no picture's header is. */
const MOST_OTHER_BYTES = 2 * MB;
/** What the tapes of a process hold together. Beyond it files are not read. */
const MOST_BYTES_AT_ONCE = 96 * MB;
const HEAD_BYTES = 1_024;
/** What one byte that is no UTF-8 may become, as the sign for it. */
const TOKENS_OF_A_BROKEN_BYTE = 3;

const NOTHING_KNOWN: FileContent = { pages: null, textTokens: null, pictureTokens: null };

let bytesAtOnce = 0;

/** Keeps what passes by of a file as far as it can be measured, and no longer than until that is done. */
export class FileTape {
  sizeBytes = 0;
  private chunks: Uint8Array[] = [];
  private keptBytes = 0;
  private mostBytes = MOST_OTHER_BYTES;
  private isWhole = true;

  take(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length;
    if (!this.isWhole) return;
    this.chunks.push(chunk);
    this.keptBytes += chunk.length;
    bytesAtOnce += chunk.length;
    if (this.keptBytes - chunk.length < HEAD_BYTES && this.head().includes("%PDF-")) this.mostBytes = MOST_PDF_BYTES;
    if (this.keptBytes > this.mostBytes || bytesAtOnce > MOST_BYTES_AT_ONCE) this.cut();
  }

  /** What the account reads the file as, by the media type that it gives it. */
  async content(mediaType: string): Promise<FileContent> {
    const bytes = Buffer.concat(this.chunks);
    if (mediaType.startsWith("image/")) return { ...NOTHING_KNOWN, pictureTokens: fileTokens(bytes) };
    if (!this.isWhole) return NOTHING_KNOWN;
    if (mediaType === "application/pdf") return { ...NOTHING_KNOWN, pages: await pagesOf(bytes) };
    if (!mediaType.startsWith("text/")) return NOTHING_KNOWN;
    return { ...NOTHING_KNOWN, textTokens: bytes.length * (isUtf8(bytes) ? 1 : TOKENS_OF_A_BROKEN_BYTE) };
  }

  /** To be called once nothing more is asked of it. */
  drop(): void {
    bytesAtOnce -= this.keptBytes;
    this.keptBytes = 0;
    this.chunks = [];
    this.isWhole = false;
  }

  /** A picture's header stands at the beginning: that much stays. */
  private cut(): void {
    const start = Buffer.concat(this.chunks).subarray(0, MOST_OTHER_BYTES / 4);
    this.drop();
    this.chunks = [Buffer.from(start)];
    this.keptBytes = start.length;
    bytesAtOnce += start.length;
  }

  private head(): string {
    return Buffer.concat(this.chunks).toString("latin1", 0, HEAD_BYTES + 5);
  }
}
