import "server-only";
import { Journal } from "@/lib/ledger/durability/journal";
import { Spool } from "@/lib/ledger/durability/spool";
import { freeSettlement } from "@/lib/ledger/free-settlement";
import { Checkpoints } from "@/lib/ledger/queues/checkpoints";
import { type ExtensionAnswer, ExtensionQueue } from "@/lib/ledger/queues/extension-queue";
import { HoldQueue, unavailable } from "@/lib/ledger/queues/hold-queue";
import { Lease } from "@/lib/ledger/queues/lease";
import { SettleQueue } from "@/lib/ledger/queues/settle-queue";
import { RefusedSettles } from "@/lib/ledger/refused-settles";
import type { HoldAnswer, HoldRequest, KeyedHoldRequest, RepeatAnswer, SettleAnswer, Settlement } from "@/lib/ledger/settlement";
import { executeBudgetHolds, executeHolds } from "@/lib/ledger/statements/hold-statement";
import { executeKeyedHolds } from "@/lib/ledger/statements/keyed-hold-statement";
import { type CommitMode, LedgerConnection } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";

export type Ledger = {
  /**
   * Reserves money for a call, or says why not. The same id again gives the same answer.
   * Throws AppError "upstream_unavailable" if Postgres gives no answer within two seconds or the queue is full,
   * and "conflict" if the id was used with other contents.
   */
  placeHold(hold: HoldRequest): Promise<HoldAnswer>;
  /** The same for a call with an Idempotency-Key: of any number of simultaneous calls under one key, one is held. */
  placeKeyedHold(hold: KeyedHoldRequest): Promise<HoldAnswer | RepeatAnswer>;
  /**
   * Raises the hold of an open call to `wantedNano`, or as far as balance and caps allow. If even the price of what the call has used
   * so far is not covered, the hold stays as it is; else that usage becomes its checkpoint. Rejects while Postgres is away.
   */
  extendHold(soFar: Settlement, wantedNano: bigint): Promise<ExtensionAnswer>;
  /**
   * Ends a call. When this resolves, the charge is committed, safe on disk, or stored for an admin because Postgres refuses it. It never
   * rejects because Postgres is away.
   */
  settle(settlement: Settlement): Promise<SettleAnswer>;
  /** The settle that the call would have now. It is charged if this process dies before the real one. */
  checkpoint(soFar: Settlement): void;
  /** Answers everything that was submitted, then closes the connections to Postgres. */
  close(): Promise<void>;
};

export type LedgerOptions = {
  databaseUrl: string;
  spoolFolder: string;
  /** For example "front-door-1". It stays the same after a restart, and is unique among live processes that share the spool folder. */
  instance: string;
  /** How long lone settles may be on our own disk only. 50 ms by default. */
  flushAfterMs?: number;
  /** True if wallets are spread over machines (prisma/citus.md): a batch of several wallets is then a pipeline. False by default. */
  isSpread?: boolean;
};

export async function startLedger(options: LedgerOptions): Promise<Ledger> {
  const connect = (purpose: string, mode?: CommitMode) => new LedgerConnection(options.databaseUrl, purpose, mode, options.isSpread);
  const [forBudgetHolds, forUpkeep] = [connect("budget-hold"), connect("upkeep")];
  // docs/decisions/0015: a settle on disk has its hold there too, and a call without a hold is charged all the same.
  const forHolds = connect("hold", "later");
  const forSettles = connect("settle", "flushed");
  const lease = new Lease(forUpkeep, options.instance);
  await lease.start();
  const checkpoints = new Checkpoints(forUpkeep);
  const settles = new SettleQueue(
    forSettles,
    await Spool.open(options.spoolFolder, options.instance),
    new RefusedSettles(options.databaseUrl),
  );
  await settles.replay(await Journal.unconfirmed(options.spoolFolder, options.instance));
  const journal = await Journal.open(options.spoolFolder, options.instance).catch(journalMissing);
  if (journal) settles.attachJournal(journal, options.flushAfterMs);
  const releaseLate = (hold: HoldRequest) => {
    // It was placed after its caller had been refused.
    const release = freeSettlement({ ...hold, reason: "hold_unanswered", httpStatus: 503 });
    settles
      .submit(release)
      .catch((error) => log.error({ event: "ledger.release_failed", err: error, id: hold.id }, "ledger: a hold was not given back"));
  };
  const holds = new HoldQueue(forHolds, lease, releaseLate, executeHolds);
  const budgetHolds = new HoldQueue(forBudgetHolds, lease, releaseLate, executeBudgetHolds);
  const forKeyedHolds = connect("keyed-hold");
  const keyedHolds = new HoldQueue(forKeyedHolds, lease, releaseLate, executeKeyedHolds);
  const forExtensions = connect("extend");
  const extensions = new ExtensionQueue(forExtensions);
  return {
    extendHold: (soFar, wantedNano) => extensions.submit(soFar, wantedNano),
    // Only keyed holds can be repeats of another call.
    placeHold: (hold) => (settles.isFull ? full() : (hold.hasBudget ? budgetHolds : holds).submit(hold)) as Promise<HoldAnswer>,
    placeKeyedHold: (hold) => (settles.isFull ? full() : keyedHolds.submit(hold)),
    settle: (settlement) => {
      checkpoints.forget(settlement.id);
      return settles.submit(settlement);
    },
    checkpoint: (soFar) => checkpoints.note(soFar),
    close: async () => {
      await Promise.all([holds.close(), budgetHolds.close(), keyedHolds.close(), extensions.close()]);
      await settles.close();
      await checkpoints.stop();
      await lease.stop();
      await Promise.all([
        forHolds.close(),
        forBudgetHolds.close(),
        forSettles.close(),
        forUpkeep.close(),
        forExtensions.close(),
        forKeyedHolds.close(),
      ]);
    },
  };
}

/** A call that could not be settled must not start. */
function full(): Promise<never> {
  return Promise.reject(unavailable(null));
}

function journalMissing(error: unknown): null {
  log.error({ event: "ledger.journal_absent", err: error }, "ledger: there is no journal, lone settles wait for Postgres' disk");
  return null;
}
