import { AppError } from "@/lib/basics/errors";
import { type Upload, type UploadEnd, uploads } from "@/lib/http1/server/uploads";

/** The body of a request as it arrives, usually in one piece with its head. */
export class RequestBody {
  private pieces: Buffer[] = [];
  private waiting: { resolve(bytes: Uint8Array): void; reject(error: AppError): void } | null = null;
  private broken: AppError | null = null;
  private upload: Upload | null = null;
  private isDropped = false;

  /** `onEnd` is called when the relay stops waiting for the rest. */
  constructor(
    private missingBytes: number,
    private readonly onEnd: (why: UploadEnd) => void,
  ) {}

  get isComplete(): boolean {
    return this.missingBytes === 0;
  }

  /** Takes the bytes of the body, and returns the rest. */
  take(bytes: Buffer): Buffer | null {
    const own = bytes.length > this.missingBytes ? bytes.subarray(0, this.missingBytes) : bytes;
    if (own.length > 0 && !this.isDropped) this.pieces.push(own);
    this.missingBytes -= own.length;
    if (this.isComplete) this.complete();
    else this.watch(own.length);
    return own.length < bytes.length ? bytes.subarray(own.length) : null;
  }

  /** The sender is gone: nothing more will come. */
  breakOff(): void {
    if (this.isComplete) return;
    this.leave();
    // This refusal reaches no one, but it must not look like a failure of ours in the log.
    this.broken = new AppError("invalid_request", "The body broke off.");
    this.waiting?.reject(this.broken);
  }

  read(): Uint8Array | Promise<Uint8Array> {
    if (this.isComplete) return this.whole();
    return new Promise((resolve, reject) => {
      if (this.broken) reject(this.broken);
      else this.waiting = { resolve, reject };
    });
  }

  /** The body is not needed: releases what came, and ignores what still comes. */
  drop(): void {
    this.isDropped = true;
    this.pieces = [];
  }

  private complete(): void {
    this.leave();
    this.waiting?.resolve(this.whole());
  }

  /** Watches only bodies of several pieces: most come in one. */
  private watch(bytes: number): void {
    this.upload ??= uploads.begin(this.onEnd);
    uploads.take(this.upload, this.isDropped ? 0 : bytes);
  }

  private leave(): void {
    if (this.upload) uploads.finish(this.upload);
  }

  private whole(): Buffer {
    const [only] = this.pieces;
    return this.pieces.length === 1 && only ? only : Buffer.concat(this.pieces);
  }
}
