import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ifMissing, readIfPresent, syncFolder } from "@/lib/ledger/durability/folder";
import { settlementsOf, spoolLine } from "@/lib/ledger/durability/spool-line";
import { touchRegularly } from "@/lib/ledger/durability/touch-regularly";
import type { Settlement } from "@/lib/ledger/settlement";

/** After this time without a write, another process's file is abandoned. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** Matches spools and the journals beside them. */
const OF_THE_LEDGER = /\.(spool|journal)$/;

/** Sends one settlement to Postgres. False if Postgres is away again and the rest must wait. */
export type Replay = (settlement: Settlement) => Promise<boolean>;

/**
 * An append-only file of settles that Postgres could not take. `append` resolves once they are on the disk.
 * A line may be sent to Postgres several times: a settle that arrives twice is written once.
 */
export class Spool {
  private waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  /** Operations on the file run one after the other, in the order in which they were requested. */
  private lastTurn: Promise<unknown> = Promise.resolve();
  private replaying: Promise<void> | null = null;
  /** A write failed or was cut short by a crash: a part of it may be in the file. */
  private isCutOff: boolean;
  private stopTouching: () => void;

  private constructor(
    private file: FileHandle,
    private readonly filePath: string,
    private sizeBytes: number,
  ) {
    this.isCutOff = sizeBytes > 0;
    this.stopTouching = touchRegularly(file);
  }

  static async open(folder: string, instance: string): Promise<Spool> {
    await mkdir(folder, { recursive: true });
    const filePath = path.join(folder, `${instance}.spool`);
    const file = await open(filePath, "a+");
    await syncFolder(folder);
    const { size } = await file.stat();
    return new Spool(file, filePath, size);
  }

  get isEmpty(): boolean {
    return this.sizeBytes === 0 && this.waiting.length === 0;
  }

  append(settlement: Settlement): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: spoolLine(settlement), resolve, reject });
      if (this.waiting.length === 1) void this.inTurn(() => this.flush());
    });
  }

  /** Sends every line of this process to Postgres, then empties the file. */
  replay(send: Replay): Promise<void> {
    this.replaying ??= this.replayOwn(send).finally(() => {
      this.replaying = null;
    });
    return this.replaying;
  }

  /** Sends the lines that other processes left behind. Their files stay until it is certain that no process writes to them. */
  async replayOthers(send: Replay): Promise<void> {
    const folder = path.dirname(this.filePath);
    const own = path.parse(this.filePath).name;
    for (const name of await readdir(folder)) {
      const other = path.join(folder, name);
      if (!OF_THE_LEDGER.test(name) || path.parse(name).name === own) continue;
      // Its process may close and remove it at any moment.
      const isSent = await replayLines(await readIfPresent(other), other, send);
      const { mtimeMs } = await stat(other).catch(ifMissing({ mtimeMs: Date.now() }));
      if (isSent && mtimeMs < Date.now() - ABANDONED_AFTER_MS) await rm(other, { force: true });
    }
  }

  async close(): Promise<void> {
    await this.inTurn(async () => undefined);
    this.stopTouching();
    const { size } = await this.file.stat();
    await this.file.close();
    if (size === 0) await rm(this.filePath, { force: true });
  }

  private async replayOwn(send: Replay): Promise<void> {
    while (this.sizeBytes > 0) {
      const sentBytes = this.sizeBytes;
      const content = (await readFile(this.filePath)).subarray(0, sentBytes).toString("utf8");
      if (!(await replayLines(content, this.filePath, send))) return;
      await this.inTurn(async () => {
        // The file is larger if more was written meanwhile, perhaps by an earlier run that is still closing.
        this.sizeBytes = (await this.file.stat()).size;
        if (this.sizeBytes !== sentBytes) return;
        await this.file.truncate(0);
        this.sizeBytes = 0;
        this.isCutOff = false;
      });
    }
  }

  private async flush(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      await this.write(group.map(({ line }) => line).join(""));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  private async write(text: string): Promise<void> {
    if ((await this.file.stat()).nlink === 0) await this.reopen();
    // An incomplete line would swallow the next one.
    const bytes = Buffer.from(this.isCutOff ? `\n${text}` : text);
    this.isCutOff = true;
    await this.file.appendFile(bytes);
    await this.file.datasync();
    this.isCutOff = false;
    this.sizeBytes = (await this.file.stat()).size;
  }

  /** An earlier run of this process, which was still closing, has removed the file. */
  private async reopen(): Promise<void> {
    const gone = this.file;
    this.file = await open(this.filePath, "a+");
    this.sizeBytes = (await this.file.stat()).size;
    this.stopTouching();
    this.stopTouching = touchRegularly(this.file);
    await gone.close();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }
}

async function replayLines(content: string, filePath: string, send: Replay): Promise<boolean> {
  const sent = await Promise.all(settlementsOf(content, filePath).map(send));
  return sent.every(Boolean);
}
