import { newId, timeOfId } from "@/lib/basics/ids";
import type { Modifier, TokenClasses } from "@/lib/basics/tokens";
import { NO_TOKENS } from "@/lib/basics/tokens";
import { asOwner } from "@/lib/testing/owner";

export type TestEvent = {
  workspaceId: string;
  id?: string;
  keyId?: string;
  modelId?: string;
  priceVersion?: number;
  outcome?: string;
  /** The second event of a call with an expired hold. */
  isLate?: boolean;
  isStream?: boolean;
  tokens?: Partial<TokenClasses>;
  modifiers?: Modifier[];
  webSearches?: number;
  chargeNano?: bigint;
  absorbedNano?: bigint;
  upstreamCostNano?: bigint;
};

type Queryable = { query(text: string, values: unknown[]): Promise<unknown> };

/** No price has this version: dev/reprice.ts skips such events, since their charge follows from no price. */
export const MADE_UP = 0;
export const TEST_KEY = "01930000-0000-7000-8000-00000000000a";
export const TEST_MODEL = "claude-test-1";

/** A UUIDv7 with this time. */
export function idAt(time: Date): string {
  const milliseconds = time.getTime().toString(16).padStart(12, "0");
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}${newId().slice(13)}`;
}

/** Writes a finished call as the ledger would, and charges the wallet if there is one. `on` is the owner's. Returns the call's id. */
export async function insertEvent(event: TestEvent, on: Queryable = { query: asOwner }): Promise<string> {
  const id = event.id ?? newId();
  const tokens = { ...NO_TOKENS, ...event.tokens };
  const chargeNano = event.chargeNano ?? 0n;
  const absorbedNano = event.absorbedNano ?? 0n;
  await on.query(
    `INSERT INTO usage_event (workspace_id, created_at, id, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status,
       input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers, is_estimated,
       hold_nano, price_nano, charge_nano, absorbed_nano, total_ms, is_late,
       upstream_cost_nano)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'messages', $8, 200, $9, $10, $11, $12, $13, $14, $15, false, greatest($16::bigint, 1), $16, $17, $18, 5, $19,
       $20)`,
    [
      event.workspaceId,
      timeOfId(id),
      id,
      event.keyId ?? TEST_KEY,
      event.modelId ?? TEST_MODEL,
      event.priceVersion ?? MADE_UP,
      event.outcome ?? "settled",
      event.isStream ?? false,
      tokens.input,
      tokens.cacheWrite5m,
      tokens.cacheWrite1h,
      tokens.cacheRead,
      tokens.output,
      event.webSearches ?? 0,
      event.modifiers ?? [],
      chargeNano + absorbedNano,
      chargeNano,
      absorbedNano,
      event.isLate ?? false,
      event.upstreamCostNano ?? null,
    ],
  );
  await on.query(
    `UPDATE wallet SET available_nano = available_nano - $2::bigint, spent_total_nano = spent_total_nano + $2::bigint,
       owed_nano = owed_nano + $3::bigint WHERE workspace_id = $1`,
    [event.workspaceId, chargeNano, absorbedNano],
  );
  return id;
}
