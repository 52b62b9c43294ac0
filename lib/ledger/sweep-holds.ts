import "server-only";
import { freezeWallet } from "@/lib/ledger/freeze-wallet";
import { logAbsorbed } from "@/lib/ledger/log-absorbed";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";

const MAX_HOLDS = 500;
const MAX_WALLETS = 500;
/** Longer than any call may take. An older hold is a bug of ours. */
const MAX_HOLD_AGE = "6 hours";
/** How long ago a call may have begun whose end is reported: longer than a hold lives, and two daily partitions at most. */
const MAX_REPORTED_AGE = "1 day";

export type SweepReport = { endedHolds: number; expiredNano: bigint };
type SweptLots = { workspaceId: string; expiredNano: bigint; refusal: string | null };

/**
 * Ends the holds of dead processes, charges their last checkpoints, and expires the lots that are due. What Postgres refuses does not
 * stop the rest: such a hold waits for an admin, and a wallet whose lots cannot expire is frozen.
 * The worker runs it every few seconds. It is safe to run twice, at the same time, and beside late settles.
 */
export async function sweepHolds(): Promise<SweepReport> {
  const { rows: clock } = await postgres().query<{ now: Date }>("SELECT now()");
  const since = clock[0]?.now ?? new Date();
  let endedHolds = 0;
  let ended = MAX_HOLDS;
  // Short transactions, since each locks the wallets that it changes.
  while (ended >= MAX_HOLDS) {
    const { rows } = await postgres().query<{ ended: number }>("SELECT sweep_holds($1, $2::interval) AS ended", [MAX_HOLDS, MAX_HOLD_AGE]);
    ended = rows[0]?.ended ?? 0;
    endedHolds += ended;
  }
  if (endedHolds > 0) await logAbsorbedCalls(since);
  await logRefusedHolds(since);
  return { endedHolds, expiredNano: await sweepLots() };
}

async function sweepLots(): Promise<bigint> {
  const { rows } = await postgres().query<SweptLots>(
    `SELECT workspace_id AS "workspaceId", expired_nano AS "expiredNano", refusal FROM sweep_due_lots($1)`,
    [MAX_WALLETS],
  );
  for (const { workspaceId, refusal } of rows) {
    if (refusal !== null && (await freezeWallet(workspaceId))) {
      log.error({ event: "ledger.expiry_refused", workspaceId, refusal }, "ledger: credit that is due cannot expire: wallet frozen");
    }
  }
  return rows.reduce((sum, { expiredNano }) => sum + expiredNano, 0n);
}

async function logRefusedHolds(since: Date): Promise<void> {
  const { rows } = await postgres().query<{ workspaceId: string; callId: string; refusal: string }>(
    `SELECT workspace_id AS "workspaceId", call_id AS "callId", last_error AS refusal FROM refused_settle
     WHERE outcome IS NULL AND is_sweep_refused AND last_refused_at >= $1`,
    [since],
  );
  for (const { callId, ...call } of rows) {
    log.error(
      { event: "ledger.sweep_refused", requestId: `req_${callId}`, ...call },
      "ledger: the hold of a lost process cannot be ended and waits in /admin/failures",
    );
  }
}

/** A settle returns to its caller what was absorbed. Here there is no caller, so the operator is alarmed. */
async function logAbsorbedCalls(since: Date): Promise<void> {
  const { rows } = await postgres().query<{ id: string; workspaceId: string; absorbedNano: bigint }>(
    `SELECT id, workspace_id AS "workspaceId", absorbed_nano AS "absorbedNano" FROM usage_event
     WHERE created_at > $1::timestamptz - $2::interval AND settled_at >= $1 AND outcome = 'settled_partial' AND absorbed_nano > 0`,
    [since, MAX_REPORTED_AGE],
  );
  for (const { id, workspaceId, absorbedNano } of rows) logAbsorbed(id, workspaceId, absorbedNano);
}

/** Makes the daily partitions of usage events for the coming days. The worker runs it once an hour. Returns how many were missing. */
export async function ensureUsagePartitions(daysAhead = 7): Promise<number> {
  const { rows } = await postgres().query<{ made: number }>("SELECT ensure_usage_partitions($1) AS made", [daysAhead]);
  return rows[0]?.made ?? 0;
}
