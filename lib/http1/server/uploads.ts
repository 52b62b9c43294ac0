import { type Listed, Roster } from "@/lib/basics/roster";

/** Slower than any line that a person would use; a body of 256 KB still arrives within a minute. */
const LEAST_BYTES_PER_SECOND = 4_096;
/** A connection may be silent for this long, and a slow one has this long to begin. */
const SILENCE_MS = 15_000;
const CHECK_MS = 1_000;
/** The most bytes that all incomplete bodies together may take. */
const MOST_BYTES = 128 * 1024 * 1024;
/** The speed of a body is judged only after this time. */
const JUDGED_AFTER_MS = 2_000;

/** Why the relay stops waiting for a body. */
export type UploadEnd = "too_slow" | "no_room";

/** A body that is still arriving. */
export class Upload implements Listed {
  rosterPlace = -1;
  bytes = 0;
  lastMs: number;
  /** Since when its receiver holds it up; null while it waits for its sender. */
  heldUpMs: number | null = null;

  constructor(
    public startedMs: number,
    readonly end: (why: UploadEnd) => void,
    /** None of it stays in the memory of this process. */
    readonly isPassing: boolean,
  ) {
    this.lastMs = startedMs;
  }

  speed(nowMs: number): number {
    return (this.bytes * 1_000) / (nowMs - this.startedMs + 1);
  }
}

/**
 * The bodies that a process waits for: each has a minimum speed, and all together have a bound. A body that came in one piece is not among
 * them.
 */
export class Uploads {
  private readonly open = new Roster<Upload>();
  private bytes = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly mostBytes = MOST_BYTES,
    private readonly nowMs = () => performance.now(),
  ) {}

  get size(): number {
    return this.open.size;
  }

  begin(end: (why: UploadEnd) => void, isPassing = false): Upload {
    const upload = new Upload(this.nowMs(), end, isPassing);
    this.open.add(upload);
    this.timer ??= setInterval(() => this.check(), CHECK_MS).unref();
    return upload;
  }

  /** Counts the bytes that came. When all together take too much, the slowest body ends; that may be this one. */
  take(upload: Upload, bytes: number): void {
    if (upload.rosterPlace === -1) return;
    upload.bytes += bytes;
    upload.lastMs = this.nowMs();
    if (upload.isPassing) return;
    this.bytes += bytes;
    while (this.bytes > this.mostBytes && upload.rosterPlace !== -1) this.endOne(this.slowest() ?? upload, "no_room");
  }

  /** The bytes are on their way to their receiver: until `goOn` the sender is not to blame. */
  pause(upload: Upload): void {
    upload.heldUpMs = this.nowMs();
  }

  resume(upload: Upload): void {
    const nowMs = this.nowMs();
    upload.startedMs += nowMs - (upload.heldUpMs ?? nowMs);
    upload.lastMs = nowMs;
    upload.heldUpMs = null;
  }

  /** The body is whole, or no longer needed. A second call does nothing. */
  finish(upload: Upload): void {
    if (upload.rosterPlace === -1) return;
    this.open.remove(upload);
    if (!upload.isPassing) this.bytes -= upload.bytes;
    if (this.open.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  /** Ends the bodies that are too slow. It runs once a second while there are any. */
  check(): void {
    const nowMs = this.nowMs();
    this.open.forEach((upload) => {
      if (upload.heldUpMs !== null) return;
      const isSilent = nowMs - upload.lastMs > SILENCE_MS;
      const isSlow = nowMs - upload.startedMs > SILENCE_MS && upload.speed(nowMs) < LEAST_BYTES_PER_SECOND;
      if (isSilent || isSlow) this.endOne(upload, "too_slow");
    });
  }

  private endOne(upload: Upload, why: UploadEnd): void {
    this.finish(upload);
    upload.end(why);
  }

  private slowest(): Upload | null {
    const nowMs = this.nowMs();
    let slowest: Upload | null = null;
    this.open.forEach((upload) => {
      if (upload.isPassing || nowMs - upload.startedMs < JUDGED_AFTER_MS) return;
      if (!slowest || upload.speed(nowMs) < slowest.speed(nowMs)) slowest = upload;
    });
    return slowest;
  }
}

/** The uploads of this process. */
export const uploads = new Uploads();
