import { classOfFailure, isLockTimeout, isServerAway } from "@/lib/ledger/statement-failure";

const MAX_BATCH = 512;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

export type Pending<Item, Answer> = {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
  submittedAt: number;
  /** The caller was refused because no answer came. If one comes later, it is undone. */
  isAbandoned: boolean;
};

export type BatchWork<Item, Row, Answer> = {
  /** Sends the items to Postgres in one transaction. `mayRepeat`: some of them may have been written already. */
  execute(items: Item[], mayRepeat: boolean): Promise<Row[]>;
  /** Resolves a waiting item with Postgres' answer. */
  answered(pending: Pending<Item, Answer>, row: Row): void;
  /** The wallets among these that somebody else has locked now. */
  lockedAmong(workspaceIds: string[]): Promise<Set<string>>;
  /** Ends an item whose statement Postgres refuses, or whose wallet stays locked. */
  refused(pending: Pending<Item, Answer>, error: unknown): void;
  /** Called when Postgres is away after `attempts` tries. True if the batch was handled elsewhere. */
  takeOver(batch: Pending<Item, Answer>[], attempts: number): Promise<boolean>;
};

/**
 * A queue with one batch in flight: an idle queue sends at once, a busy one collects meanwhile.
 * It never waits for a batch to grow: measured, that costs more than it saves.
 *
 * A batch: `execute` sends it, and `answered` gets each item with its row. After an error the batch is sent again, or each item alone.
 */
export class BatchQueue<Item extends { workspaceId: string }, Row, Answer> {
  waiting: Pending<Item, Answer>[] = [];
  inFlight: Pending<Item, Answer>[] = [];
  private isScheduled = false;
  private isClosed = false;
  private drained: (() => void) | null = null;

  constructor(private readonly work: BatchWork<Item, Row, Answer>) {}

  submit(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject, submittedAt: performance.now(), isAbandoned: false });
      if (!this.isScheduled) this.schedule();
    });
  }

  /** Resolves when every submitted item has its answer. */
  async drain(): Promise<void> {
    if (!this.isScheduled) return;
    await new Promise<void>((resolve) => {
      this.drained = resolve;
    });
  }

  /** Drains. From now on a batch that fails is refused, not repeated. */
  close(): Promise<void> {
    this.isClosed = true;
    return this.drain();
  }

  // Callers answered in this turn of the event loop submit their next item in the same turn: the batch is sent after them.
  private schedule(): void {
    this.isScheduled = true;
    setImmediate(() => void this.sendNext());
  }

  private async sendNext(): Promise<void> {
    const batch = this.waiting.length <= MAX_BATCH ? this.waiting : this.waiting.slice(0, MAX_BATCH);
    this.waiting = batch === this.waiting ? [] : this.waiting.slice(MAX_BATCH);
    this.inFlight = batch;
    if (batch.length > 0) await this.send(batch, false);
    this.inFlight = [];
    if (batch.length > 0) return this.schedule();
    this.isScheduled = false;
    this.drained?.();
  }

  private async send(batch: Pending<Item, Answer>[], mayRepeat: boolean): Promise<void> {
    for (let attempts = 1; batch.length > 0; attempts++) {
      try {
        const items = batch.map((pending) => pending.item);
        const rows = await this.work.execute(items, mayRepeat);
        for (let n = 0; n < batch.length; n++) this.work.answered(batch[n] as Pending<Item, Answer>, rows[n] as Row);
        return;
      } catch (error) {
        if (isLockTimeout(error)) batch = await this.refuseLocked(batch, error);
        else if (classOfFailure(error, mayRepeat) === "isolate") return this.isolate(batch, error);
        if (isServerAway(error) && (await this.work.takeOver(batch, attempts))) return;
        if (this.isClosed) return refuseAll(batch, error);
        if (attempts > 1) await pause(Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS));
        mayRepeat = true;
      }
    }
  }

  // A wallet that somebody's session keeps locked must not delay the calls of all others.
  private async refuseLocked(batch: Pending<Item, Answer>[], error: unknown): Promise<Pending<Item, Answer>[]> {
    // If even this fails, the repeat shows what is wrong.
    const locked = await this.work.lockedAmong(batch.map(({ item }) => item.workspaceId)).catch(() => new Set<string>());
    const [refused, rest] = [
      batch.filter(({ item }) => locked.has(item.workspaceId)),
      batch.filter(({ item }) => !locked.has(item.workspaceId)),
    ];
    for (const pending of refused) this.work.refused(pending, error);
    return rest;
  }

  private async isolate(batch: Pending<Item, Answer>[], error: unknown): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1) return this.work.refused(only, error);
    const middle = batch.length >> 1;
    await this.send(batch.slice(0, middle), true);
    await this.send(batch.slice(middle), true);
  }
}

function refuseAll<Item, Answer>(batch: Pending<Item, Answer>[], error: unknown): void {
  for (const pending of batch) pending.reject(error);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
