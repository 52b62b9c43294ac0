import type { VertexAccount } from "@/lib/upstreams/account";
import { type BetaNames, betaNames } from "@/lib/upstreams/betas";

/** Google's ids where they differ from the catalogue's; models from 4.6 on have the same id. */
const DATED: Record<string, string> = {
  "claude-opus-4-5-20251101": "claude-opus-4-5@20251101",
  "claude-sonnet-4-5-20250929": "claude-sonnet-4-5@20250929",
  "claude-haiku-4-5-20251001": "claude-haiku-4-5@20251001",
  "claude-opus-4-1-20250805": "claude-opus-4-1@20250805",
  "claude-opus-4-20250514": "claude-opus-4@20250514",
  "claude-sonnet-4-20250514": "claude-sonnet-4@20250514",
  "claude-3-7-sonnet-20250219": "claude-3-7-sonnet@20250219",
  "claude-3-5-haiku-20241022": "claude-3-5-haiku@20241022",
};

const LATER = new Set(
  `claude-fable-5-2 claude-mythos-5-2 claude-fable-5-1 claude-mythos-5-1 claude-fable-5 claude-mythos-5 claude-opus-5-5 claude-opus-5
   claude-opus-4-8 claude-opus-4-7 claude-opus-4-6 claude-sonnet-5-5 claude-sonnet-5 claude-sonnet-4-6 claude-haiku-5-5`.split(/\s+/),
);

/** Also served in single regions; all newer ones only in `global`, `us` and `eu` (Google and Anthropic, October 2026). */
const IN_REGIONS = new Set([...Object.keys(DATED), "claude-opus-4-6", "claude-sonnet-4-6"]);
/** Older than the regional price, which began with 4.5. */
const ONE_PRICE = new Set(
  `claude-opus-4-1-20250805 claude-opus-4-20250514 claude-sonnet-4-20250514 claude-3-7-sonnet-20250219 claude-3-5-haiku-20241022`.split(
    " ",
  ),
);
const WIDE = new Set(["global", "us", "eu"]);

export const VERTEX_BETAS: BetaNames = betaNames(`
  advanced-tool-use-2025-11-20=tool-search-tool-2025-10-19 tool-search-tool-2025-10-19 compact-2026-01-12 compact-2026-09-04
  computer-use-2025-01-24 computer-use-2025-11-24 context-1m-2025-08-07 context-management-2025-06-27
  interleaved-thinking-2025-05-14 per-turn-control-2026-07-01 thinking-binding-controls-2026-08-01
  thinking-display-updates-2026-08-18 web-search-2025-03-05`);

/** Google's id for a model of the catalogue; null where this account's location does not serve it. */
export function vertexIdOf({ location, modelIds, models }: VertexAccount, modelId: string): string | null {
  if (models && !models.includes(modelId)) return null;
  const own = modelIds && Object.hasOwn(modelIds, modelId) ? modelIds[modelId] : undefined;
  if (own) return own;
  if (!WIDE.has(location) && !IN_REGIONS.has(modelId)) return null;
  if (LATER.has(modelId)) return modelId;
  return Object.hasOwn(DATED, modelId) ? (DATED[modelId] ?? null) : null;
}

export function isRegionalVertex({ location }: VertexAccount, modelId: string): boolean {
  return location !== "global" && !ONE_PRICE.has(modelId);
}

/** The host of a location. */
export function vertexOrigin(location: string): string {
  if (location === "global") return "https://aiplatform.googleapis.com";
  if (WIDE.has(location)) return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}
