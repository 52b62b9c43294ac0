import { AppError } from "@/lib/errors";
import type { LedgerConnection } from "@/lib/ledger/connection";
import { Lane, type Pending } from "@/lib/ledger/lane";
import { executeSettles, type SettleRow } from "@/lib/ledger/settle-statement";
import type { SettleAnswer, Settlement } from "@/lib/ledger/settlement";

/** Writes the ends of calls in batches. */
export class SettleLane {
  private readonly lane: Lane<Settlement, SettleRow>;

  constructor(connection: LedgerConnection) {
    this.lane = new Lane({
      execute: (settlements, mayRepeat) => executeSettles(connection, settlements, mayRepeat),
      answered: (pending, row) => pending.resolve(row),
      refused: (pending: Pending<Settlement, SettleRow>, error) => pending.reject(error),
      takeOver: async () => false,
    });
  }

  async submit(settlement: Settlement): Promise<SettleAnswer> {
    const { letter, chargeNano, absorbedNano, availableNano } = await this.lane.submit(settlement);
    if (letter === "n") throw new AppError("internal", "The wallet of a call that is to be settled does not exist.");
    if (letter === "c") throw new AppError("conflict", "This call was settled before, with other contents.");
    return { chargeNano, absorbedNano, availableNano, isSpooled: false };
  }

  close(): Promise<void> {
    return this.lane.close();
  }
}
