import type { BedrockAccount, BedrockProfile } from "@/lib/upstreams/account";
import { type BetaNames, betaNames } from "@/lib/upstreams/betas";

type BedrockModel = {
  /** The id that follows the prefix of a profile. */
  baseId: string;
  profiles: readonly BedrockProfile[];
  /** The id on the mantle endpoint; null where it is not served there. */
  mantleId: string | null;
  /** A tenth more wherever a call is bound to a place: since 4.5. */
  hasRegionalPrice: boolean;
  /** Takes `interleaved-thinking`; newer models interleave by default and refuse the name. */
  takesInterleavedBeta: boolean;
};

const ANYWHERE = ["global", "us"] as const;
const WITH_EU = [...ANYWHERE, "eu"] as const;
const WITH_AU = [...WITH_EU, "au"] as const;
const WITH_AU_JP = [...WITH_AU, "jp"] as const;
const WITH_AU_JP_IN = [...WITH_AU_JP, "in"] as const;

/** Amazon's ids and profiles, 2026-11-10. Amazon's own page is the authority; an upstream account may name other ids. */
const MODELS: Record<string, BedrockModel> = {
  "claude-fable-5-2": since47("fable-5-2", ANYWHERE),
  "claude-mythos-5-2": since47("mythos-5-2", ANYWHERE),
  "claude-fable-5-1": since47("fable-5-1", ANYWHERE),
  "claude-mythos-5-1": since47("mythos-5-1", ANYWHERE),
  "claude-fable-5": since47("fable-5", WITH_EU),
  "claude-mythos-5": since47("mythos-5", WITH_EU),
  "claude-opus-5-5": since47("opus-5-5", WITH_AU_JP),
  "claude-opus-5": since47("opus-5", WITH_AU_JP_IN),
  "claude-opus-4-8": since47("opus-4-8", WITH_AU_JP),
  "claude-opus-4-7": since47("opus-4-7", WITH_AU_JP),
  "claude-opus-4-6": until46("opus-4-6-v1", [...WITH_AU, "apac"]),
  "claude-opus-4-5-20251101": until46("opus-4-5-20251101-v1:0", WITH_EU),
  "claude-opus-4-1-20250805": until46("opus-4-1-20250805-v1:0", ["us"], { hasRegionalPrice: false }),
  "claude-sonnet-5-5": since47("sonnet-5-5", WITH_AU),
  "claude-sonnet-5": since47("sonnet-5", WITH_AU_JP_IN),
  "claude-sonnet-4-6": until46("sonnet-4-6", WITH_AU_JP),
  "claude-sonnet-4-5-20250929": until46("sonnet-4-5-20250929-v1:0", WITH_AU_JP),
  "claude-sonnet-4-20250514": until46("sonnet-4-20250514-v1:0", [...WITH_EU, "apac"], { hasRegionalPrice: false }),
  "claude-3-7-sonnet-20250219": until46("3-7-sonnet-20250219-v1:0", ["us", "eu", "apac"], { hasRegionalPrice: false }),
  "claude-haiku-5-5": since47("haiku-5-5", WITH_AU_JP),
  "claude-haiku-4-5-20251001": until46("haiku-4-5-20251001-v1:0", WITH_AU_JP_IN, { mantleId: "anthropic.claude-haiku-4-5" }),
  "claude-3-5-haiku-20241022": until46("3-5-haiku-20241022-v1:0", ["us"], { hasRegionalPrice: false, takesInterleavedBeta: false }),
};

const INTERLEAVED = "interleaved-thinking-2025-05-14";

const BETAS = betaNames(`
  advanced-tool-use-2025-11-20=tool-search-tool-2025-10-19 tool-search-tool-2025-10-19 compact-2026-01-12
  computer-use-2025-01-24 computer-use-2025-11-24 context-1m-2025-08-07 context-management-2025-06-27
  effort-2025-11-24 fine-grained-tool-streaming-2025-05-14 mid-conversation-output-config-2026-07-01
  mid-conversation-tool-changes-2026-07-01 thinking-binding-controls-2026-08-01 thinking-display-updates-2026-08-18`);
const OLDER_BETAS = { ...BETAS, [INTERLEAVED]: INTERLEAVED };

/** Bedrock's id for a model of the catalogue; null where this account does not serve it. */
export function bedrockIdOf({ route, modelIds, models }: BedrockAccount, modelId: string): string | null {
  if (models && !models.includes(modelId)) return null;
  const own = modelIds && Object.hasOwn(modelIds, modelId) ? modelIds[modelId] : undefined;
  if (own) return own;
  const model = modelOf(modelId);
  if (!model) return null;
  if (route.endpoint === "mantle") return model.mantleId;
  return model.profiles.includes(route.profile) ? `${route.profile}.${model.baseId}` : null;
}

/** The id without the prefix of a profile, which the token count needs. Null for an ARN, which does not contain it. */
export function baseIdOf(bedrockId: string): string | null {
  const found = /(?:^|[./])(anthropic\.[^/]+)$/.exec(bedrockId);
  return found?.[1] ?? null;
}

/** Whether calls of this id cost the regional price: an id without `global.` is bound to a place. */
export function isRegionalBedrock({ route, modelIds }: BedrockAccount, modelId: string): boolean {
  // A model that is missing in the table is newer than the table.
  if (modelOf(modelId)?.hasRegionalPrice === false) return false;
  const own = modelIds && Object.hasOwn(modelIds, modelId) ? modelIds[modelId] : undefined;
  // The id of an application's own profile has no region: the account's profile decides.
  if (own && !own.includes("application-inference-profile")) return !/(^|\/)global\./.test(own);
  return route.endpoint === "mantle" || route.profile !== "global";
}

export function knownBetas(modelId: string): BetaNames {
  return modelOf(modelId)?.takesInterleavedBeta ? OLDER_BETAS : BETAS;
}

function modelOf(modelId: string): BedrockModel | undefined {
  return Object.hasOwn(MODELS, modelId) ? MODELS[modelId] : undefined;
}

function since47(name: string, profiles: readonly BedrockProfile[]): BedrockModel {
  const baseId = `anthropic.claude-${name}`;
  return { baseId, profiles, mantleId: baseId, hasRegionalPrice: true, takesInterleavedBeta: false };
}

function until46(name: string, profiles: readonly BedrockProfile[], rest: Partial<BedrockModel> = {}): BedrockModel {
  return { baseId: `anthropic.claude-${name}`, profiles, mantleId: null, hasRegionalPrice: true, takesInterleavedBeta: true, ...rest };
}
