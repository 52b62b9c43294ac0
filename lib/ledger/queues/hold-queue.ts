import { AppError, invariant } from "@/lib/basics/errors";
import { BatchQueue, type Pending } from "@/lib/ledger/queues/batch-queue";
import type { Lease } from "@/lib/ledger/queues/lease";
import type { HoldAnswer, HoldRequest, RepeatAnswer } from "@/lib/ledger/settlement";
import { isLockTimeout } from "@/lib/ledger/statement-failure";
import { type HoldLetter, refusalOfLetter } from "@/lib/ledger/statements/answer-letters";
import type { executeHolds, HoldRow } from "@/lib/ledger/statements/hold-statement";
import { lockedAmong } from "@/lib/ledger/statements/locked-wallets";
import type { LedgerConnection } from "@/lib/pg-wire/connection";

const DEADLINE_MS = 2_000;
const DEADLINE_CHECK_MS = 100;
const MAX_QUEUED = 10_000;

type PendingHold = Pending<HoldRequest, HoldAnswer | RepeatAnswer>;

/** Places holds in batches. A hold without an answer after two seconds is refused, and released if it was placed after all. */
export class HoldQueue {
  private readonly queue: BatchQueue<HoldRequest, HoldRow, HoldAnswer | RepeatAnswer>;
  private readonly deadlines: NodeJS.Timeout;

  constructor(
    connection: LedgerConnection,
    lease: Lease,
    private readonly releaseLate: (hold: HoldRequest) => void,
    execute: typeof executeHolds,
  ) {
    this.queue = new BatchQueue({
      execute: async (holds, mayRepeat) => execute(connection, holds, await lease.current(), mayRepeat),
      answered: (pending, row) => this.answered(pending, row),
      lockedAmong: (workspaceIds) => lockedAmong(connection, workspaceIds),
      refused: (pending, error) => pending.reject(isLockTimeout(error) ? unavailable(error) : error),
      takeOver: async () => false,
    });
    this.deadlines = setInterval(() => this.abandonOverdue(), DEADLINE_CHECK_MS);
    this.deadlines.unref();
  }

  submit(hold: HoldRequest): Promise<HoldAnswer | RepeatAnswer> {
    invariant(hold.amountNano > 0n, "a hold is above zero");
    if (this.queue.waiting.length >= MAX_QUEUED) return Promise.reject(unavailable(null));
    return this.queue.submit(hold);
  }

  async close(): Promise<void> {
    await this.queue.close();
    clearInterval(this.deadlines);
  }

  private answered(pending: PendingHold, row: HoldRow): void {
    if (pending.isAbandoned && row.letter === "h") this.releaseLate(pending.item);
    else if (row.letter === "c") pending.reject(conflict());
    else pending.resolve(answerOf(row, row.letter));
  }

  // Both lists are in the order of submission: the first item that is still in time ends the search.
  private abandonOverdue(): void {
    const latest = performance.now() - DEADLINE_MS;
    for (const pending of this.queue.inFlight) {
      if (pending.submittedAt > latest) return;
      if (!pending.isAbandoned) abandon(pending);
    }
    while (this.queue.waiting[0] && this.queue.waiting[0].submittedAt <= latest) abandon(this.queue.waiting.shift() as PendingHold);
  }
}

function answerOf({ availableNano, heldNano, usedBy }: HoldRow, letter: Exclude<HoldLetter, "c">): HoldAnswer | RepeatAnswer {
  if (letter === "h") return { kind: "held", availableNano };
  if (letter === "i" || letter === "x") return { kind: "repeat", callId: usedBy as string, isSameRequest: letter === "i" };
  return { kind: "refused", reason: refusalOfLetter(letter), availableNano, heldNano };
}

function conflict(): AppError {
  return new AppError("conflict", "This call id was used before, with other contents. Nothing was charged.");
}

function abandon(pending: PendingHold): void {
  pending.isAbandoned = true;
  pending.reject(unavailable(null));
}

export function unavailable(cause: unknown): AppError {
  return new AppError("upstream_unavailable", "The ledger is busy or away for the moment. Nothing was charged; try again shortly.", {
    retryAfterSeconds: 2,
    cause,
  });
}
