import "server-only";
import { AppError } from "@/lib/basics/errors";
import { settlementOfText } from "@/lib/ledger/durability/spool-line";
import { freeSettlement } from "@/lib/ledger/free-settlement";
import type { Settlement } from "@/lib/ledger/settlement";
import type { SettleLetter } from "@/lib/ledger/statements/answer-letters";
import { extrasJson, settleText } from "@/lib/ledger/statements/settle-rows";
import { postgres, type Queryable, steady } from "@/lib/platform/postgres";

export type RefusedCallId = { workspaceId: string; callId: string };

/** The end of a call that Postgres refused. It waits for an admin. */
export type RefusedSettle = RefusedCallId & {
  /** The settlement as JSON. Null if the call's process died and the sweeper could not end its hold. */
  settlement: string | null;
  lastError: string;
  refusals: number;
  refusedAt: Date;
  lastRefusedAt: Date;
  /** Null if the hold has ended meanwhile. */
  holdNano: bigint | null;
};

const OPEN = `
  SELECT r.workspace_id AS "workspaceId", r.call_id AS "callId", r.settlement, r.last_error AS "lastError", r.refusals,
    r.refused_at AS "refusedAt", r.last_refused_at AS "lastRefusedAt", h.amount_nano AS "holdNano"
  FROM refused_settle r LEFT JOIN hold h ON h.workspace_id = r.workspace_id AND h.id = r.call_id
  WHERE r.outcome IS NULL`;
const SETTLE = "SELECT kind AS letter, absorbed::text AS absorbed FROM settle_one($1, $2, $3, $4, $5)";

/** Oldest first. */
export async function listRefusedSettles(most: number): Promise<RefusedSettle[]> {
  const { rows } = await steady.query<RefusedSettle>(`${OPEN} ORDER BY r.refused_at, r.call_id LIMIT $1`, [most]);
  return rows;
}

/** The settlement; null if there is none or it cannot be read. */
export function refusedSettlement({ settlement }: RefusedSettle): Settlement | null {
  try {
    return settlement === null ? null : settlementOfText(settlement);
  } catch {
    return null; // The page still shows the call, and another try says what is wrong.
  }
}

/** Locks one of them until the transaction ends. Null if somebody has ended it. */
export async function lockRefusedSettle(on: Queryable, { workspaceId, callId }: RefusedCallId): Promise<RefusedSettle | null> {
  const { rows } = await on.query<RefusedSettle>(`${OPEN} AND r.workspace_id = $1 AND r.call_id = $2 FOR UPDATE OF r`, [
    workspaceId,
    callId,
  ]);
  return rows[0] ?? null;
}

/**
 * Ends the call as intended, once: money that was charged meanwhile is not charged again. Returns what the balance did not cover.
 * Throws Postgres' error if it refuses again.
 */
export async function endRefusedCall(on: Queryable, { workspaceId, callId, settlement }: RefusedSettle): Promise<bigint> {
  if (settlement !== null) return settle(on, settlementOfText(settlement));
  await on.query("SELECT sweep_hold($1, $2, NULL)", [workspaceId, callId]);
  return 0n;
}

/** Ends the call without a charge, and gives back what is still held for it. */
export async function releaseRefusedCall(on: Queryable, refused: RefusedSettle): Promise<void> {
  const { workspaceId, callId, holdNano } = refused;
  if (holdNano === null) return;
  const { rows } = await on.query<{ keyId: string; modelId: string; priceVersion: number }>(
    `SELECT key_id AS "keyId", model_id AS "modelId", price_version AS "priceVersion" FROM hold WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, callId],
  );
  // Uses only the fields that every call has: the other ones may be why it was refused.
  if (!rows[0]) return;
  await settle(
    on,
    freeSettlement({ ...rows[0], id: callId, workspaceId, reason: "given_up", endpoint: refusedSettlement(refused)?.endpoint }),
  );
}

export async function noteEnded(
  on: Queryable,
  { workspaceId, callId }: RefusedCallId,
  outcome: "settled" | "given_up",
  endedBy: string,
): Promise<void> {
  await on.query(
    `UPDATE refused_settle SET outcome = $3, ended_at = now(), ended_by = $4, is_sweep_refused = false
     WHERE workspace_id = $1 AND call_id = $2`,
    [workspaceId, callId, outcome, endedBy],
  );
}

/** An admin's retry was refused too. */
export async function noteRefusedAgain({ workspaceId, callId }: RefusedCallId, lastError: string): Promise<void> {
  await postgres().query(
    `UPDATE refused_settle SET refusals = refusals + 1, last_error = $3, last_refused_at = now()
     WHERE workspace_id = $1 AND call_id = $2 AND outcome IS NULL`,
    [workspaceId, callId, lastError],
  );
}

/** As a repeat, since the sweeper may have ended the call's hold. */
async function settle(on: Queryable, settlement: Settlement): Promise<bigint> {
  const { workspaceId, id, priceNano } = settlement;
  const { rows } = await on.query<{ letter: SettleLetter; absorbed: string }>(SETTLE, [
    workspaceId,
    id,
    priceNano.toString(),
    settleText(settlement),
    extrasJson(settlement),
  ]);
  if (rows[0]?.letter === "n") throw new AppError("not_found", "The wallet of the call does not exist.");
  if (rows[0]?.letter === "c") throw new AppError("conflict", "The call was settled before, with other contents.");
  return BigInt(rows[0]?.absorbed ?? "0");
}
