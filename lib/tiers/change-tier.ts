import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";
import { isUniqueViolation } from "@/lib/platform/postgres-connection";
import { formOfTier, type Tier } from "@/lib/tiers/tier-form";

export type ListedTier = Tier & { id: string };

/** All tiers, by the sum of top-ups that leads to them; tiers that only an admin assigns come last. */
export async function listTiers(): Promise<ListedTier[]> {
  const { rows } = await postgres().query<ListedTier>(
    `SELECT id, topup_nano AS "topupNano", requests_per_minute AS "requestsPerMinute", tokens_per_minute AS "tokensPerMinute",
       concurrent_calls AS "concurrentCalls", month_cap_nano AS "monthCapNano"
     FROM usage_tier ORDER BY topup_nano NULLS LAST, id`,
  );
  return rows;
}

/**
 * Changes a tier in one statement and audits who did; every process is notified. Throws `conflict` if it no longer equals `seen`.
 * Throws `invalid_request` with `topup` as param if another tier has that sum, or if a tier that top-ups lead to would lose its
 * sum: without any such tier no workspace would have limits.
 */
export async function changeTier(actor: PersonActor, id: string, seen: Tier, next: Tier): Promise<void> {
  if (seen.topupNano !== null && next.topupNano === null) throw badTopup("The tier keeps a sum of top-ups.");
  await inTransaction(async (on) => {
    if (!(await update(on, id, seen, next))) {
      throw new AppError("conflict", "Somebody changed this tier since you opened it. Nothing was changed by you: look at it again.");
    }
    await on.query("SELECT notify_usage_tiers()");
    await writeAudit(on, actor, { action: "tier.change", target: `tier:${id}`, before: formOfTier(seen), after: formOfTier(next) });
  });
}

async function update(on: Queryable, id: string, seen: Tier, next: Tier): Promise<boolean> {
  const { rowCount } = await on
    .query(
      `UPDATE usage_tier SET topup_nano = $2, requests_per_minute = $3, tokens_per_minute = $4, concurrent_calls = $5, month_cap_nano = $6
       WHERE id = $1 AND (topup_nano, requests_per_minute, tokens_per_minute, concurrent_calls, month_cap_nano)
         IS NOT DISTINCT FROM ($7::bigint, $8::integer, $9::integer, $10::integer, $11::bigint)`,
      [id, ...columnsOf(next), ...columnsOf(seen)],
    )
    .catch((error) => {
      throw isUniqueViolation(error) ? badTopup("Another tier has this sum of top-ups.") : error;
    });
  return rowCount === 1;
}

function columnsOf(tier: Tier): unknown[] {
  return [tier.topupNano, tier.requestsPerMinute, tier.tokensPerMinute, tier.concurrentCalls, tier.monthCapNano];
}

function badTopup(message: string): AppError {
  return new AppError("invalid_request", message, { param: "topup" });
}
