import type { Journal } from "@/lib/ledger/durability/journal";
import type { Settlement } from "@/lib/ledger/settlement";
import type { LedgerConnection } from "@/lib/pg-wire/connection";

/** A longer time leaves more settles to send again after a crash; a shorter one costs more flushes. */
const FLUSH_AFTER_MS = 50;
/** If our disk takes longer, the settle waits for Postgres' disk instead. */
const SLOW_DISK_MS = 100;

/**
 * Lone settles wait for our disk instead of Postgres', while Postgres works (docs/decisions/0024). If a connection is lost before
 * its commits are flushed, its settles are sent again.
 */
export class UnflushedSettles {
  private settles: { settlement: Settlement; generation: number }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private readonly connection: LedgerConnection,
    private readonly journal: Journal,
    /** Resolves when the settle is safe. */
    private readonly sendAgain: (settlement: Settlement) => Promise<void>,
    private readonly flushAfterMs = FLUSH_AFTER_MS,
  ) {}

  /**
   * Sends a settle, and resolves with its answer once it is on our disk too. With `isJournaled` a crash of Postgres may undo it;
   * without, its commit waits for Postgres' disk.
   */
  async sendJournaled<Answer>(settlement: Settlement, send: (isJournaled: boolean) => Promise<Answer>): Promise<Answer> {
    const { generation, isFlushing } = this.connection;
    if (!isFlushing || this.isClosed) return send(false);
    this.settles.push({ settlement, generation });
    // Postgres takes longer than our disk, so it starts first.
    const sent = send(true);
    const written = this.journal.write(settlement);
    this.schedule();
    const answer = await sent.catch((error) => {
      // The sender sends it again or stores it elsewhere. If a flush sends it a second time, it is still charged once.
      this.settles = this.settles.filter((each) => each.settlement !== settlement);
      throw error;
    });
    if (!(await inTime(written)) && (await this.connection.flush()) !== generation) throw new Error("what was committed may be lost");
    return answer;
  }

  /** Resolves when every settle is confirmed. From now on settles wait for Postgres' disk. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.round;
    await this.flush();
    await this.journal.close();
  }

  private schedule(): void {
    if (this.timer || this.round) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.round = this.flush().finally(() => {
        this.round = null;
        if (this.settles.length > 0) this.schedule();
      });
    }, this.flushAfterMs).unref();
  }

  // It uses the connection of the settles: when it is answered, everything that was sent before is committed.
  private async flush(): Promise<void> {
    const { settles } = this;
    if (settles.length === 0) return;
    this.settles = [];
    const blank = this.journal.switchHalves();
    const flushed = await this.connection.flush();
    const lost = settles.filter(({ generation }) => generation !== flushed);
    await Promise.all(lost.map(({ settlement }) => this.sendAgain(settlement)));
    await blank();
  }
}

/** False if the write takes too long. */
async function inTime(written: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, SLOW_DISK_MS, false);
  });
  return Promise.race([written, late]).finally(() => clearTimeout(timer));
}
