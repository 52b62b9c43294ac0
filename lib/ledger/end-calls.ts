import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { alarmAbsorbed } from "@/lib/ledger/absorbed";
import { LedgerConnection } from "@/lib/ledger/connection";
import { executeSettles, type SettleRow } from "@/lib/ledger/settle-statement";
import type { Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/log";

/** So many at once keep their wallet locked for some milliseconds, and the calls of its workspace wait no longer. */
const AT_ONCE = 100;
const ATTEMPTS = 5;
const PAUSE_MS = 400;

/**
 * Ends calls whose ends can be found again: nothing of it is kept by this process, and where Postgres does not take them it rejects. A
 * repeat changes nothing.
 */
export class CallEnder {
  private readonly connection: LedgerConnection;
  /** The connection takes one statement at a time, and several batches end at once. */
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(databaseUrl: string) {
    this.connection = new LedgerConnection(databaseUrl, "end-calls");
  }

  async end(settlements: readonly Settlement[]): Promise<void> {
    for (let from = 0; from < settlements.length; from += AT_ONCE) {
      const some = settlements.slice(from, from + AT_ONCE);
      const rows = await this.write(some);
      for (let n = 0; n < some.length; n++) tell(some[n] as Settlement, rows[n] as SettleRow);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** First as those that are all open, which is cheap; then as ones that may have ended before. */
  private async write(settlements: Settlement[]): Promise<SettleRow[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inTurn(() => executeSettles(this.connection, settlements, attempt > 1));
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        if (attempt > 1) await pause(PAUSE_MS);
      }
    }
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }
}

function tell({ id, workspaceId, outcome }: Settlement, { letter, absorbedNano }: SettleRow): void {
  if (letter === "s" && absorbedNano > 0n) alarmAbsorbed(id, workspaceId, absorbedNano);
  if (letter === "n" || letter === "c") log.error({ requestId: `req_${id}`, outcome, letter }, "ledger: a call had ended otherwise before");
}
