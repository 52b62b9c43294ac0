import { AppError } from "@/lib/errors";

/** The body of a request as it arrives: as a rule in one piece with its head. */
export class RequestBody {
  private pieces: Buffer[] = [];
  private waiting: { resolve(bytes: Uint8Array): void; reject(error: AppError): void } | null = null;
  private broken: AppError | null = null;

  constructor(private missingBytes: number) {}

  get isComplete(): boolean {
    return this.missingBytes === 0;
  }

  /** Takes what belongs to the body, and gives the rest back. */
  take(bytes: Buffer): Buffer | null {
    const own = bytes.length > this.missingBytes ? bytes.subarray(0, this.missingBytes) : bytes;
    if (own.length > 0) this.pieces.push(own);
    this.missingBytes -= own.length;
    if (this.isComplete) this.waiting?.resolve(this.whole());
    return own.length < bytes.length ? bytes.subarray(own.length) : null;
  }

  /** Nothing more will come. */
  breakOff(): void {
    if (this.isComplete) return;
    // Nobody reads this refusal, but it must not look like a failure of ours in the log.
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

  private whole(): Buffer {
    const [only] = this.pieces;
    return this.pieces.length === 1 && only ? only : Buffer.concat(this.pieces);
  }
}
