import { type Listed, Roster } from "@/lib/basics/roster";

/** Slower than any line that a person would call by, and a body of 256 KB is there within a minute. */
const LEAST_BYTES_PER_SECOND = 4_096;
/** A connection may falter for so long, and a slow one gets so long to begin. */
const SILENCE_MS = 15_000;
const CHECK_MS = 1_000;
/** What all bodies together may take before they are whole. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Nobody is judged by his first moments. */
const JUDGED_AFTER_MS = 2_000;

/** Why a body is not waited for any longer. */
export type UploadEnd = "too_slow" | "no_room";

/** A body that is on its way. */
export class Upload implements Listed {
  rosterPlace = -1;
  bytes = 0;
  lastMs: number;
  /** When the one to whom it passes began to hold it up; null while its sender is waited for. */
  heldUpMs: number | null = null;

  constructor(
    public startedMs: number,
    readonly end: (why: UploadEnd) => void,
    /** Nothing of it stays in this process. */
    readonly isPassing: boolean,
  ) {
    this.lastMs = startedMs;
  }

  speed(nowMs: number): number {
    return (this.bytes * 1_000) / (nowMs - this.startedMs + 1);
  }
}

/** The bodies that a process waits for: each has a least speed, and all together have a bound. One that came in one piece is none of them. */
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

  /** Counts what came. Where all take too much together, the slowest one ends, which may be this one. */
  take(upload: Upload, bytes: number): void {
    if (upload.rosterPlace === -1) return;
    upload.bytes += bytes;
    upload.lastMs = this.nowMs();
    if (upload.isPassing) return;
    this.bytes += bytes;
    while (this.bytes > this.mostBytes && upload.rosterPlace !== -1) this.endOne(this.slowest() ?? upload, "no_room");
  }

  /** What came is on its way to somebody else: until `goOn` its sender is not to blame. */
  holdUp(upload: Upload): void {
    upload.heldUpMs = this.nowMs();
  }

  goOn(upload: Upload): void {
    const nowMs = this.nowMs();
    upload.startedMs += nowMs - (upload.heldUpMs ?? nowMs);
    upload.lastMs = nowMs;
    upload.heldUpMs = null;
  }

  /** The body is whole, or nobody waits for it. A second time does nothing. */
  finish(upload: Upload): void {
    if (upload.rosterPlace === -1) return;
    this.open.remove(upload);
    if (!upload.isPassing) this.bytes -= upload.bytes;
    if (this.open.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  /** Ends those that are too slow. Called once a second while there are any. */
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

/** Those of this process. */
export const uploads = new Uploads();
