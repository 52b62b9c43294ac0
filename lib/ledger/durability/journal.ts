import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ifMissing, readIfPresent, syncFolder } from "@/lib/ledger/durability/folder";
import { settlementsOf, spoolLine } from "@/lib/ledger/durability/spool-line";
import { touchRegularly } from "@/lib/ledger/durability/touch-regularly";
import type { Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/platform/log";

/** Room for some 400 settles: several times what can arrive one by one between two flushes. */
const HALF_BYTES = 256 * 1024;
const BLANK = Buffer.alloc(HALF_BYTES, "\n");

/**
 * A file on our own disk with the settles that Postgres has committed but perhaps not flushed. Its size is fixed, since a
 * growing file takes the disk twice as long. One half is written while the other is confirmed and then blanked.
 */
export class Journal {
  private half = 0;
  private used = 0;
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly stopTouching: () => void;

  private constructor(
    private readonly file: FileHandle,
    private readonly filePath: string,
  ) {
    this.stopTouching = touchRegularly(file);
  }

  /** The settles that an earlier run of the process may not have confirmed. They stay in the file until a journal is opened. */
  static async unconfirmed(folder: string, instance: string): Promise<Settlement[]> {
    const filePath = pathOf(folder, instance);
    return settlementsOf(await readIfPresent(filePath), filePath);
  }

  /** Opens an empty journal in place of the earlier run's. That run may still be closing and keeps its own. Rejects if the disk is full. */
  static async open(folder: string, instance: string): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const filePath = pathOf(folder, instance);
    const unfinished = `${filePath}.new`;
    // With O_DSYNC each write resolves once it is on the disk.
    const file = await open(unfinished, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_DSYNC);
    try {
      for (const half of [0, 1]) await writeAll(file, BLANK, half * HALF_BYTES);
      await rename(unfinished, filePath);
      await syncFolder(folder);
    } catch (error) {
      await file.close();
      await rm(unfinished, { force: true });
      throw error;
    }
    return new Journal(file, filePath);
  }

  /** True once the settle is on the disk; false if there is no room or no disk. */
  write(settlement: Settlement): Promise<boolean> {
    // The leading newline keeps the rest of a failed write from swallowing this line.
    const line = Buffer.from(`\n${spoolLine(settlement)}`);
    if (this.used + line.length > HALF_BYTES) return Promise.resolve(false);
    const written = writeAll(this.file, line, this.half * HALF_BYTES + this.used).then(() => true, failed);
    this.used += line.length;
    this.lastWrite = Promise.all([this.lastWrite, written]);
    return written;
  }

  /** Switches to the other half. Returns a function that empties the previous half: call it before the next turn. */
  switchHalves(): () => Promise<unknown> {
    const { half, used, lastWrite } = this;
    this.half = 1 - half;
    this.used = 0;
    this.lastWrite = Promise.resolve();
    return () => lastWrite.then(() => writeAll(this.file, BLANK.subarray(0, used), half * HALF_BYTES)).catch(failed);
  }

  /** Every settle in the journal must be confirmed before. */
  async close(): Promise<void> {
    this.stopTouching();
    const [own, there] = await Promise.all([this.file.stat(), stat(this.filePath).catch(ifMissing(null))]);
    await this.file.close();
    if (own.ino === there?.ino) await rm(this.filePath, { force: true });
  }
}

function pathOf(folder: string, instance: string): string {
  return path.join(folder, `${instance}.journal`);
}

/** A nearly full disk writes only a part of the bytes, and only the count shows it. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, position);
  if (bytesWritten < bytes.length) throw new Error(`the disk took ${bytesWritten} of ${bytes.length} bytes`);
}

function failed(error: unknown): false {
  log.error(
    { event: "ledger.journal_unwritable", err: error },
    "ledger: the journal cannot be written, settles wait for Postgres' disk instead",
  );
  return false;
}
