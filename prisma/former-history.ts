import type pg from "pg";
import { noteUnknown } from "@/prisma/functions";
import { type History, type Migration, record } from "@/prisma/migrations";

/** The first and the last of the migrations before the baseline, which made the same tables. */
const FIRST = "0001_people";
const LAST = "0046_ledger_refused_lots";
const LAST_CHECKSUM = "86aa4371f1bd1ce56f1c02173a37374576b09bd2c8c386ed589ae5d91988aef9";

/** The functions that they left. None is recorded as applied, and those without a file are dropped. */
const FUNCTIONS =
  `burn_lots change_time_zone checkpoint_holds checkpoint_of ensure_usage_partitions expire_due_lots extend_holds fold_key_claims
  grant_lot hold_budget_left is_dead_hold is_refused_for_good is_running_or_charged is_same_settle is_sound_event is_sound_wallet key_spend
  known_time_zone lapse_spend_ceiling make_owed_good new_id note_absorbed notify_api_key notify_price notify_upstream_account notify_usage_tier
  place_batch_holds place_budget_holds place_hold_batch place_hold_first place_hold_one place_hold_repeats place_keyed_holds place_wallet_holds
  price_nano refuse_change refuse_unpaying renew_spend_ceiling roll_up_usage roll_up_usage_slice settle_batch settle_first settle_one
  settle_repeats settle_wallet_calls settle_with_moves settle_with_parts spend_period sweep_due_lots sweep_hold sweep_holds sweep_lots
  time_of_id usage_tier_of workspace_period write_parts`.split(/\s+/);

/** True if the database has all of the former migrations. Throws if it has only some of them. */
export function isFormer(history: History, baseline: Migration): boolean {
  if (!history.has(FIRST) || history.has(baseline.name)) return false;
  if (history.get(LAST) === LAST_CHECKSUM) return true;
  const last = [...history.keys()].sort().at(-1);
  throw new Error(
    `This database was made by an earlier version and stands at its migration ${last}, not at ${LAST}. Nothing was changed. ` +
      "Run `npm run migrate` of the release before this one first, then this one.",
  );
}

/** Adopts a former database with its data: its tables already equal those of the baseline. */
export async function adopt(client: pg.ClientBase, baseline: Migration): Promise<void> {
  await record(client, baseline, `Not run: ${FIRST} to ${LAST} had made the same tables.`);
  await noteUnknown(client, FUNCTIONS);
}
