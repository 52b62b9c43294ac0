import "server-only";
import { Counter } from "prom-client";
import { settlementText } from "@/lib/ledger/durability/spool-line";
import type { Settlement } from "@/lib/ledger/settlement";
import { isServerAway, postgresRefusalText } from "@/lib/ledger/statement-failure";
import { LedgerConnection, type Statement } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";

const NAME = "relais_refused_settles_total";
const counter =
  (metrics().getSingleMetric(NAME) as Counter | undefined) ??
  new Counter({ name: NAME, help: "Ends of calls that Postgres refused for good.", registers: [metrics()] });

// A call that an admin has ended stays ended: for a day a copy of its settle may come from another process's files.
const KEEP: Statement = {
  name: "keep-refused",
  text: `INSERT INTO refused_settle (workspace_id, call_id, settlement, last_error) VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, call_id) DO UPDATE SET last_error = EXCLUDED.last_error, last_refused_at = now(),
      refusals = refused_settle.refusals + 1
    WHERE refused_settle.outcome IS NULL`,
};

/** `away`: Postgres is not available. `logged`: Postgres refuses even the text, so that only the log has it. */
export type StoreResult = "stored" | "away" | "logged";

/** Stores settles that Postgres refuses for good, for an admin to look at (/admin/failures). Connects at the first one. */
export class RefusedSettles {
  private readonly connection: LedgerConnection;

  constructor(databaseUrl: string) {
    this.connection = new LedgerConnection(databaseUrl, "refused");
  }

  async store(settlement: Settlement, refusal: unknown): Promise<StoreResult> {
    const { workspaceId, id } = settlement;
    const text = settlementText(settlement);
    try {
      await this.connection.queryInTurn(KEEP, [workspaceId, id, text, postgresRefusalText(refusal)]);
    } catch (error) {
      if (isServerAway(error)) return "away";
      log.error(
        { event: "ledger.settle_unkept", err: error, refusal, settlement: text },
        "ledger: a refused settle could not be kept, enter it by hand",
      );
      return "logged";
    }
    counter.inc();
    log.error(
      { event: "ledger.settle_refused", err: refusal, requestId: `req_${id}`, workspaceId },
      "ledger: a settle was refused and waits in /admin/failures",
    );
    return "stored";
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
