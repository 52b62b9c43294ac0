import type { Settlement } from "@/lib/ledger/settlement";
import { isServerAway } from "@/lib/ledger/statement-failure";
import { extrasJson, extrasText, settlesText, settleText } from "@/lib/ledger/statements/settle-rows";
import { arrayText } from "@/lib/pg-wire/array-text";
import type { BindParameter } from "@/lib/pg-wire/bind-message";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";

const FLUSH_MS = 1_000;
const ONE: Statement = { name: "checkpoint-one", text: "SELECT checkpoint_hold($1, $2, $3, $4, $5)" };
const MANY: Statement = { name: "checkpoint", text: "SELECT checkpoint_holds($1, $2, $3, $4, $5)" };

/** Collects the usage of open calls so far, and writes all of it once a second in one statement. */
export class Checkpoints {
  private readonly latest = new Map<string, Settlement>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly connection: LedgerConnection) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  note(soFar: Settlement): void {
    this.latest.set(soFar.id, soFar);
  }

  forget(id: string): void {
    this.latest.delete(id);
  }

  async flush(): Promise<void> {
    if (this.latest.size === 0) return;
    const batch = [...this.latest.values()];
    this.latest.clear();
    await this.write(batch);
  }

  private async write(batch: Settlement[]): Promise<void> {
    try {
      const [only] = batch;
      if (only && batch.length === 1) await this.connection.queryInTurn(ONE, valuesOfOne(only));
      else if (this.connection.isSpread)
        await this.connection.queryAllInTurn(batch.map((each) => ({ statement: ONE, values: valuesOfOne(each) })));
      else await this.connection.queryInTurn(MANY, valuesOfMany(batch));
    } catch (error) {
      // A checkpoint that Postgres refuses returns every ten seconds. It must not make the others fail.
      if (batch.length > 1 && !isServerAway(error)) {
        for (const each of batch) await this.write([each]);
        return;
      }
      // Losing one is in the customer's favour, and the next one has the whole sum again.
      log.warn({ event: "ledger.checkpoints_unwritten", err: error }, "ledger: checkpoints were not written");
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}

function valuesOfOne(soFar: Settlement): BindParameter[] {
  return [soFar.workspaceId, soFar.id, soFar.priceNano, settleText(soFar), extrasJson(soFar)];
}

function valuesOfMany(batch: readonly Settlement[]): BindParameter[] {
  return [
    arrayText(batch, ({ workspaceId }) => workspaceId),
    arrayText(batch, ({ id }) => id),
    arrayText(batch, ({ priceNano }) => priceNano),
    settlesText(batch),
    extrasText(batch),
  ];
}
