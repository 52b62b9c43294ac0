import { arrayText } from "@/lib/ledger/array-text";
import type { LedgerConnection, Statement } from "@/lib/ledger/connection";
import { log } from "@/lib/log";

const FLUSH_MS = 1_000;
const WRITE: Statement = { name: "checkpoint", text: "SELECT checkpoint_holds($1, $2, $3)" };

/** Gathers what the open calls have cost so far, and writes all of it once a second in one statement. */
export class Checkpoints {
  private readonly latest = new Map<string, { workspaceId: string; amountNano: bigint }>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly connection: LedgerConnection) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  note(id: string, workspaceId: string, amountNano: bigint): void {
    this.latest.set(id, { workspaceId, amountNano });
  }

  forget(id: string): void {
    this.latest.delete(id);
  }

  async flush(): Promise<void> {
    if (this.latest.size === 0) return;
    const batch = [...this.latest];
    this.latest.clear();
    try {
      await this.connection.queryInTurn(WRITE, [
        arrayText(batch, ([, { workspaceId }]) => workspaceId),
        arrayText(batch, ([id]) => id),
        arrayText(batch, ([, { amountNano }]) => amountNano),
      ]);
    } catch (error) {
      // Losing one is in the customer's favour, and the next one carries the whole sum again.
      log.warn({ err: error }, "ledger: checkpoints were not written");
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
