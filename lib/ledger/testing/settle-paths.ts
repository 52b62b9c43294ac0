import { CallEnder } from "@/lib/ledger/end-calls";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { extrasText, settlesText } from "@/lib/ledger/statements/settle-rows";
import { executeSettles, type SettleRow } from "@/lib/ledger/statements/settle-statement";
import { connection } from "@/lib/ledger/testing/hold-paths";
import { settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const CHECKPOINT = { name: "checkpoint-path", text: "SELECT checkpoint_holds($1,$2,$3,$4,$5)" };
const SKIPPED_ACCOUNTS = [{ upstream: "south", why: "cooling", label: "429" }];

type Ended = Pick<SettleRow, "letter" | "chargeNano" | "absorbedNano">;

/** One way to end a call. */
export type SettlePath = {
  name: string;
  /** `beside` and `elsewhere` are other open calls: of the same wallet, and of another one. */
  end(settlement: Settlement, others: { beside: HoldRequest; elsewhere: HoldRequest }): Promise<Ended>;
  /** How the event differs from the settle. */
  event?: (settlement: Settlement) => Record<string, unknown>;
  isFirstOnly?: boolean;
  cannotRelease?: boolean;
  isOnce?: boolean;
};

const first = (rows: SettleRow[]) => rows[0] as SettleRow;
const tiny = (hold: HoldRequest) => settlementOf(hold, 1n);
const late = { outcome: "settled_late", hold_nano: 0 };

export const PATHS: SettlePath[] = [
  { name: "alone", end: async (settle) => first(await executeSettles(connection, [settle], false)) },
  { name: "alone, perhaps again", end: async (settle) => first(await executeSettles(connection, [settle], true)) },
  {
    name: "with others of its wallet",
    end: async (settle, { beside }) => first(await executeSettles(connection, [settle, tiny(beside)], false)),
    isFirstOnly: true,
  },
  {
    name: "with others of its wallet, perhaps again",
    end: async (settle, { beside }) => first(await executeSettles(connection, [settle, tiny(beside)], true)),
  },
  {
    name: "with others of other wallets",
    end: async (settle, { elsewhere }) => first(await executeSettles(connection, [settle, tiny(elsewhere)], false)),
    isFirstOnly: true,
  },
  {
    name: "with others of other wallets, perhaps again",
    end: async (settle, { elsewhere }) => first(await executeSettles(connection, [settle, tiny(elsewhere)], true)),
  },
  { name: "with extras", end: async (settle) => first(await executeSettles(connection, [{ ...settle, moves: SKIPPED_ACCOUNTS }], false)) },
  {
    name: "with extras, with others",
    end: async (settle, { beside, elsewhere }) =>
      first(await executeSettles(connection, [{ ...settle, moves: SKIPPED_ACCOUNTS }, tiny(beside), tiny(elsewhere)], false)),
  },
  { name: "by the results of a batch", end: byResults, isOnce: true },
  { name: "by the sweeper", end: sweep, event: swept, isOnce: true, cannotRelease: true },
  { name: "late, after the sweeper", end: afterSweep, event: () => ({ ...late, is_late: true }), cannotRelease: true },
  { name: "late, of a hold that was lost", end: afterLoss, event: () => late, cannotRelease: true },
];

async function byResults(settle: Settlement, { beside, elsewhere }: { beside: HoldRequest; elsewhere: HoldRequest }): Promise<Ended> {
  const ender = new CallEnder(process.env.DATABASE_URL as string);
  await ender.end([settle, tiny(beside), tiny(elsewhere)]);
  await ender.close();
  return endedOf(settle);
}

async function sweep(settle: Settlement): Promise<Ended> {
  const { workspaceId, id, priceNano } = settle;
  await connection.query(CHECKPOINT, [`{${workspaceId}}`, `{${id}}`, `{${priceNano}}`, settlesText([settle]), extrasText([settle])]);
  await sweepNow(settle);
  return endedOf(settle);
}

/** Read from the event, for the ways that have no answer. */
async function endedOf({ workspaceId, id }: Settlement): Promise<Ended> {
  const { rows } = await postgres().query<Ended>(
    `SELECT 's' AS letter, charge_nano AS "chargeNano", absorbed_nano AS "absorbedNano" FROM usage_event WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id],
  );
  return rows[0] as Ended;
}

function swept({ priceNano }: Settlement): Record<string, unknown> {
  return { outcome: priceNano > 0n ? "settled_partial" : "expired", reason: "process_lost" };
}

async function sweepNow({ workspaceId, id }: Settlement): Promise<void> {
  await postgres().query("SELECT sweep_hold($1, $2, NULL)", [workspaceId, id]);
}

async function afterSweep(settle: Settlement): Promise<Ended> {
  await sweepNow(settle);
  return first(await executeSettles(connection, [settle], false));
}

/** The state after a database crash that undid the hold. */
async function afterLoss(settle: Settlement): Promise<Ended> {
  await asOwner(
    `WITH lost AS (DELETE FROM hold WHERE workspace_id = $1 AND id = $2 RETURNING *)
     UPDATE wallet SET available_nano = available_nano + amount_nano, held_nano = held_nano - amount_nano
     FROM lost WHERE wallet.workspace_id = lost.workspace_id`,
    [settle.workspaceId, settle.id],
  );
  return first(await executeSettles(connection, [settle], false));
}
