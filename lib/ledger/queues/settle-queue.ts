import { AppError } from "@/lib/basics/errors";
import type { Journal } from "@/lib/ledger/durability/journal";
import type { Spool } from "@/lib/ledger/durability/spool";
import { settlementText } from "@/lib/ledger/durability/spool-line";
import { UnflushedSettles } from "@/lib/ledger/durability/unflushed-settles";
import { logAbsorbed } from "@/lib/ledger/log-absorbed";
import { BatchQueue, type Pending } from "@/lib/ledger/queues/batch-queue";
import type { RefusedSettles } from "@/lib/ledger/refused-settles";
import type { SettleAnswer, Settlement } from "@/lib/ledger/settlement";
import { isLockTimeout } from "@/lib/ledger/statement-failure";
import { lockedAmong } from "@/lib/ledger/statements/locked-wallets";
import { executeSettles, type SettleRow } from "@/lib/ledger/statements/settle-statement";
import type { LedgerConnection } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";

const RECONNECT_MS = 500;
/** The first failure may be one broken connection; the second means that Postgres is away. */
const ATTEMPTS_BEFORE_SPOOL = 2;
/** Some 10 MB. Only calls in flight can add more, since no new call is admitted. */
const MAX_WAITING = 10_000;
/** How long a stopping process waits for Postgres and its disk when both fail. The remaining settles go to the log. */
const CLOSE_WITHIN_MS = 20_000;

class PostgresAwayError extends Error {}

/** Writes the ends of calls in batches. While Postgres is away they go to the spool, and from there to Postgres when it is back. */
export class SettleQueue {
  private readonly queue: BatchQueue<Settlement, SettleRow, SettleAnswer>;
  private readonly fromSpool = new WeakSet<Settlement>();
  private readonly timer: NodeJS.Timeout;
  private isAway = false;
  private unflushed: UnflushedSettles | null = null;
  private readonly storing = new Set<Promise<unknown>>();

  constructor(
    private readonly connection: LedgerConnection,
    private readonly spool: Spool,
    private readonly refusedSettles: RefusedSettles,
  ) {
    this.queue = new BatchQueue({
      execute: async (settlements, mayRepeat) => {
        if (this.isAway) throw new PostgresAwayError();
        return executeSettles(connection, settlements, mayRepeat, this.unflushed);
      },
      answered,
      lockedAmong: (workspaceIds) => lockedAmong(connection, workspaceIds),
      refused: (pending, error) => void this.refused(pending, error),
      takeOver: (batch, attempts) => this.takeOver(batch, attempts),
    });
    this.timer = setInterval(() => void this.reconnect(), RECONNECT_MS);
    this.timer.unref();
  }

  submit(settlement: Settlement): Promise<SettleAnswer> {
    return (this.isAway ? this.spoolOrWait(settlement) : this.queue.submit(settlement)).catch((error) => {
      const stored = this.storeRefused(settlement, error).finally(() => this.storing.delete(stored));
      this.storing.add(stored);
      return stored;
    });
  }

  /** True while so many settles wait in memory that no new call may start. Those in flight still have room. */
  get isFull(): boolean {
    return this.queue.waiting.length >= MAX_WAITING;
  }

  /** Sends what earlier runs could not send, and what the last run `left` in its journal. */
  async replay(left: Settlement[]): Promise<void> {
    await this.spool.replay((settlement) => this.sendSpooled(settlement));
    await this.spool.replayOthers((settlement) => this.sendSpooled(settlement));
    await Promise.all(left.map((settlement) => this.sendAgain(settlement)));
  }

  /** From now on lone settles are written to this journal. */
  attachJournal(journal: Journal, flushAfterMs?: number): void {
    this.unflushed = new UnflushedSettles(this.connection, journal, (settlement) => this.sendAgain(settlement), flushAfterMs);
  }

  /** Settles that Postgres still does not take stay on disk for the next start. */
  async close(): Promise<void> {
    await inTime(this.queue.drain(), CLOSE_WITHIN_MS);
    await this.reconnect();
    await this.unflushed?.close();
    clearInterval(this.timer);
    await this.queue.close();
    await Promise.allSettled(this.storing);
    await this.refusedSettles.close();
    await this.spool.close();
  }

  private async sendSpooled(settlement: Settlement): Promise<boolean> {
    this.fromSpool.add(settlement);
    try {
      await this.queue.submit(settlement);
    } catch (error) {
      // Its line stays until it is set aside: every repeat would be refused.
      return !(error instanceof PostgresAwayError) && (await this.refusedSettles.store(settlement, error)) !== "away";
    }
    return true;
  }

  /** For a settle whose caller has its answer: resolves when it is safe. If Postgres and the spool both fail, it waits in memory. */
  private async sendAgain(settlement: Settlement): Promise<void> {
    // If it came from the spool, its line is gone.
    this.fromSpool.delete(settlement);
    try {
      await this.queue.submit(settlement);
    } catch (error) {
      // If Postgres and our disk both fail, only the log has it.
      await this.storeRefused(settlement, error).catch(() => undefined);
    }
  }

  /**
   * For a settle that Postgres refuses for good: it waits for an admin, and the caller gets the answer of a settle that is charged later.
   * If the books contradict the caller, or nothing could be stored, the caller gets the error.
   */
  private async storeRefused(settlement: Settlement, refusal: unknown): Promise<SettleAnswer> {
    const result = await this.refusedSettles.store(settlement, refusal);
    if (result === "logged" || refusal instanceof AppError) throw refusal;
    if (result === "stored") return deferredAnswer(settlement);
    return this.spoolSettle(settlement).catch((error) => {
      log.error(
        { event: "ledger.settle_lost", err: error, refusal, settlement: settlementText(settlement) },
        "ledger: a refused settle is lost, enter it by hand",
      );
      throw refusal;
    });
  }

  // If the spool fails, it waits in memory with the others, and both are tried again for all of them.
  private spoolOrWait(settlement: Settlement): Promise<SettleAnswer> {
    return this.spoolSettle(settlement).catch(() => this.queue.submit(settlement));
  }

  private async spoolSettle(settlement: Settlement): Promise<SettleAnswer> {
    await this.spool.append(settlement);
    return deferredAnswer(settlement);
  }

  private async takeOver(batch: Pending<Settlement, SettleAnswer>[], attempts: number): Promise<boolean> {
    if (attempts < ATTEMPTS_BEFORE_SPOOL && !this.isAway) return false;
    if (!this.isAway) log.error({ event: "ledger.postgres_away" }, "ledger: Postgres is away, settles go to the spool");
    this.isAway = true;
    const isSafe = await Promise.all(batch.map((pending) => this.spoolPending(pending)));
    const waiting = isSafe.filter((each) => !each).length;
    if (waiting > 0)
      log.error({ event: "ledger.spool_unwritable", waiting }, "ledger: the spool cannot be written, settles wait in memory for Postgres");
    return waiting === 0;
  }

  private async spoolPending(pending: Pending<Settlement, SettleAnswer>): Promise<boolean> {
    if (this.fromSpool.has(pending.item)) {
      pending.reject(new PostgresAwayError());
      return true;
    }
    try {
      pending.resolve(await this.spoolSettle(pending.item));
      return true;
    } catch (error) {
      log.debug({ event: "ledger.spool_refused", err: error }, "ledger: the spool does not take a settle");
      return false;
    }
  }

  private async refused(pending: Pending<Settlement, SettleAnswer>, error: unknown): Promise<void> {
    if (!isLockTimeout(error)) pending.reject(error);
    else if (!(await this.spoolPending(pending))) pending.reject(error);
  }

  private async reconnect(): Promise<void> {
    if (!this.isAway && this.spool.isEmpty) return;
    try {
      if (this.isAway) await this.connection.open();
      this.isAway = false;
      await this.spool.replay((settlement) => this.sendSpooled(settlement));
    } catch {
      // Still away: everything is in the spool, and the next tick retries.
    }
  }
}

async function inTime(work: Promise<void>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function answered(pending: Pending<Settlement, SettleAnswer>, { letter, chargeNano, absorbedNano, availableNano }: SettleRow): void {
  if (letter === "n") pending.reject(new AppError("internal", "The wallet of a call that is to be settled does not exist."));
  else if (letter === "c") pending.reject(new AppError("conflict", "This call was settled before, with other contents."));
  else {
    // Reported here, so that settles which the spool sends later are reported too.
    if (absorbedNano > 0n) logAbsorbed(pending.item.id, pending.item.workspaceId, absorbedNano);
    pending.resolve({ chargeNano, absorbedNano, availableNano, isSpooled: false });
  }
}

function deferredAnswer({ priceNano }: Settlement): SettleAnswer {
  return { chargeNano: priceNano, absorbedNano: 0n, availableNano: null, isSpooled: true };
}
