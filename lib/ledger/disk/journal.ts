import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { keepFresh } from "@/lib/ledger/disk/keep-fresh";
import { settlementsOf, spoolLine } from "@/lib/ledger/disk/spool-line";
import type { Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/log";

/** Some 250 settles: five times what one at a time can bring between two flushes. */
const HALF_BYTES = 256 * 1024;
const BLANK = Buffer.alloc(HALF_BYTES, "\n");

export type OpenedJournal = { journal: Journal; left: Settlement[] };

/**
 * The settles that are committed, but perhaps not on Postgres' disk yet, on a disk of ours. A file of fixed size, since one
 * that grows takes the disk twice as long. What is in it beside empty lines is unconfirmed; one half is written while the
 * other one is confirmed.
 */
export class Journal {
  private half = 0;
  private used = 0;
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly endFreshness: () => void;

  private constructor(
    private readonly file: FileHandle,
    private readonly filePath: string,
  ) {
    this.endFreshness = keepFresh(file);
  }

  /** Opens the file of a process with what an earlier run left unconfirmed in it, which stays there until `blank`. */
  static async open(folder: string, instance: string): Promise<OpenedJournal> {
    await mkdir(folder, { recursive: true });
    const filePath = path.join(folder, `${instance}.journal`);
    // Each write resolves when the disk has it.
    const file = await open(filePath, constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC);
    return { journal: new Journal(file, filePath), left: settlementsOf(await readFile(filePath, "utf8"), filePath) };
  }

  /** Empties both halves. */
  async blank(): Promise<void> {
    for (const half of [0, 1]) await this.file.write(BLANK, 0, HALF_BYTES, half * HALF_BYTES);
  }

  /** True once the disk has it; false when there is no room, or no disk. */
  write(settlement: Settlement): Promise<boolean> {
    const line = Buffer.from(spoolLine(settlement));
    if (this.used + line.length > HALF_BYTES) return Promise.resolve(false);
    const written = this.file.write(line, 0, line.length, this.half * HALF_BYTES + this.used).then(() => true, failed);
    this.used += line.length;
    this.lastWrite = Promise.all([this.lastWrite, written]);
    return written;
  }

  /** Goes on in the other half. What it gives empties the one that was left, and is to be called before the next turn. */
  turn(): () => Promise<unknown> {
    const { half, used, lastWrite } = this;
    this.half = 1 - half;
    this.used = 0;
    this.lastWrite = Promise.resolve();
    return () => lastWrite.then(() => this.file.write(BLANK, 0, used, half * HALF_BYTES)).catch(failed);
  }

  /** Everything in it must be confirmed. */
  async close(): Promise<void> {
    this.endFreshness();
    await this.file.close();
    await rm(this.filePath, { force: true });
  }
}

function failed(error: unknown): false {
  log.error({ err: error }, "ledger: the journal cannot be written, settles wait for Postgres' disk instead");
  return false;
}
