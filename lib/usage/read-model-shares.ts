import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import type { Modifier, TokenClasses } from "@/lib/basics/tokens";
import { postgres } from "@/lib/platform/postgres";

/** Samplings inside a call with the same prices, and what they cost. Those of the call's own model break its tokens down. */
export type CallModelShare = {
  modelId: string;
  priceVersion: number;
  tokens: TokenClasses;
  /** Null if they are the call's own. */
  modifiers: Modifier[] | null;
  /** Whether the step's prices apply; null if the tokens decide. */
  isStep: boolean | null;
  priceNano: bigint;
};

type ModelShareRow = {
  model_id: string;
  price_version: number;
  input_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  output_tokens: number;
  modifiers: Modifier[];
  is_step: boolean | null;
  price_nano: bigint;
};

/** The samplings of a finished call that are priced separately. None for nearly every call. */
export async function readModelShares(workspaceId: string, callId: string): Promise<CallModelShare[]> {
  const { rows } = await postgres().query<ModelShareRow>({
    name: "read_parts",
    // The rows of a late settle include everything that the first rows have.
    text: `SELECT * FROM usage_part part WHERE workspace_id = $1 AND created_at = $2 AND call_id = $3 AND (is_late OR NOT EXISTS (
             SELECT FROM usage_part late WHERE late.workspace_id = $1 AND late.created_at = $2 AND late.call_id = $3 AND late.is_late
           )) ORDER BY model_id, number`,
    values: [workspaceId, timeOfId(callId), callId],
  });
  return rows.map((row) => ({
    modelId: row.model_id,
    priceVersion: row.price_version,
    tokens: {
      input: row.input_tokens,
      cacheWrite5m: row.cache_write_5m_tokens,
      cacheWrite1h: row.cache_write_1h_tokens,
      cacheRead: row.cache_read_tokens,
      output: row.output_tokens,
    },
    modifiers: row.is_step === null ? null : row.modifiers,
    isStep: row.is_step,
    priceNano: row.price_nano,
  }));
}
