import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { logAbsorbed } from "@/lib/ledger/log-absorbed";
import { RefusedSettles } from "@/lib/ledger/refused-settles";
import type { Settlement } from "@/lib/ledger/settlement";
import { classOfFailure, isLockTimeout } from "@/lib/ledger/statement-failure";
import { executeSettles, type SettleRow } from "@/lib/ledger/statements/settle-statement";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";

/** A batch of this size locks its wallet for some milliseconds, so the workspace's own calls wait no longer. */
const AT_ONCE = 100;
const ATTEMPTS = 5;
const PAUSE_MS = 400;

/**
 * Ends calls whose ends can be read again: this process stores nothing, and it rejects while Postgres is away. An end that is refused for
 * good waits for an admin and delays no other. A repeat changes nothing.
 */
export class CallEnder {
  private readonly connection: LedgerConnection;
  private readonly refusedSettles: RefusedSettles;
  /** The connection runs one statement at a time, but several batches end at once. */
  private lastTurn: Promise<unknown> = Promise.resolve();

  /** `isSpread` as in LedgerOptions. */
  constructor(databaseUrl: string, isSpread = false) {
    this.connection = new LedgerConnection(databaseUrl, "end-calls", "waits", isSpread);
    this.refusedSettles = new RefusedSettles(databaseUrl);
  }

  async end(settlements: readonly Settlement[]): Promise<void> {
    for (let from = 0; from < settlements.length; from += AT_ONCE) {
      await this.write(settlements.slice(from, from + AT_ONCE));
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.connection.close(), this.refusedSettles.close()]);
  }

  /** First assumes that all are open, which is cheap; then that some may have ended before. */
  private async write(settlements: Settlement[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const rows = await this.inTurn(() => executeSettles(this.connection, settlements, attempt > 1));
        for (let n = 0; n < settlements.length; n++) logEnd(settlements[n] as Settlement, rows[n] as SettleRow);
        return;
      } catch (error) {
        if (attempt > 1 && isRefusedForGood(error)) return this.isolate(settlements, error);
        if (attempt === ATTEMPTS) throw error;
        if (attempt > 1) await pause(PAUSE_MS);
      }
    }
  }

  /** Splits the batch until the refused item is alone. */
  private async isolate(settlements: Settlement[], refusal: unknown): Promise<void> {
    const [only] = settlements;
    if (only && settlements.length === 1) {
      if ((await this.refusedSettles.store(only, refusal)) === "away") throw refusal;
      return;
    }
    const half = settlements.length >> 1;
    await this.write(settlements.slice(0, half));
    await this.write(settlements.slice(half));
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }
}

function isRefusedForGood(error: unknown): boolean {
  return classOfFailure(error, true) === "isolate" && !isLockTimeout(error);
}

function logEnd({ id, workspaceId, outcome }: Settlement, { letter, absorbedNano }: SettleRow): void {
  if (letter === "s" && absorbedNano > 0n) logAbsorbed(id, workspaceId, absorbedNano);
  if (letter === "n" || letter === "c")
    log.error({ event: "ledger.ended_otherwise", requestId: `req_${id}`, outcome, letter }, "ledger: a call had ended otherwise before");
}
