import type { Model } from "@/lib/pricing/model";
import * as capabilities from "@/prisma/seed-data/capabilities";

const K = 1_000;
const M = 1_000_000;
const NOW = { lifecycle: "active", retiresOn: null } as const;
const BIG = { contextTokens: M, maxOutputTokens: 128 * K };
const MIDDLE = { contextTokens: 200 * K, maxOutputTokens: 64 * K };

/**
 * The catalogue as of 2026-11-29. If Anthropic names only the month of a release, the day is its first. A model that is retired on
 * Anthropic's own API may still be served by another upstream.
 */
// biome-ignore format: one model a line reads as the table that it is
const listed: Omit<Model, "aliases">[] = [
  // fable and mythos
  { id: "claude-fable-5-2", displayName: "Claude Fable 5.2", line: "fable", releasedOn: "2026-11-09", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable52 },
  { id: "claude-mythos-5-2", displayName: "Claude Mythos 5.2", line: "mythos", releasedOn: "2026-11-09", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable52 },
  { id: "claude-fable-5-1", displayName: "Claude Fable 5.1", line: "fable", releasedOn: "2026-09-01", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable51 },
  { id: "claude-mythos-5-1", displayName: "Claude Mythos 5.1", line: "mythos", releasedOn: "2026-09-01", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable51 },
  { id: "claude-fable-5", displayName: "Claude Fable 5", line: "fable", releasedOn: "2026-06-09", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable5 },
  { id: "claude-mythos-5", displayName: "Claude Mythos 5", line: "mythos", releasedOn: "2026-06-09", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable5 },
  { id: "claude-mythos-preview", displayName: "Claude Mythos Preview", line: "mythos", releasedOn: "2026-04-07", lifecycle: "retired", retiresOn: "2026-06-30", ...BIG, minCacheableTokens: 512, capabilities: capabilities.fable51 },
  // opus
  { id: "claude-opus-5-5", displayName: "Claude Opus 5.5", line: "opus", releasedOn: "2026-09-22", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.opus55 },
  { id: "claude-opus-5", displayName: "Claude Opus 5", line: "opus", releasedOn: "2026-07-24", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.opus5 },
  { id: "claude-opus-4-8", displayName: "Claude Opus 4.8", line: "opus", releasedOn: "2026-05-28", ...NOW, ...BIG, minCacheableTokens: 1024, capabilities: capabilities.opus48 },
  { id: "claude-opus-4-7", displayName: "Claude Opus 4.7", line: "opus", releasedOn: "2026-04-16", ...NOW, ...BIG, minCacheableTokens: 2048, capabilities: capabilities.opus47 },
  { id: "claude-opus-4-6", displayName: "Claude Opus 4.6", line: "opus", releasedOn: "2026-02-05", ...NOW, ...BIG, minCacheableTokens: 4096, capabilities: capabilities.generation46 },
  { id: "claude-opus-4-5-20251101", displayName: "Claude Opus 4.5", line: "opus", releasedOn: "2025-11-24", lifecycle: "deprecated", retiresOn: "2027-01-22", ...MIDDLE, minCacheableTokens: 4096, capabilities: capabilities.opus45 },
  { id: "claude-opus-4-1-20250805", displayName: "Claude Opus 4.1", line: "opus", releasedOn: "2025-08-05", lifecycle: "retired", retiresOn: "2026-08-05", contextTokens: 200 * K, maxOutputTokens: 32 * K, minCacheableTokens: 1024, capabilities: capabilities.opus41 },
  { id: "claude-opus-4-20250514", displayName: "Claude Opus 4", line: "opus", releasedOn: "2025-05-14", lifecycle: "retired", retiresOn: "2026-06-15", contextTokens: 200 * K, maxOutputTokens: 32 * K, minCacheableTokens: 1024, capabilities: capabilities.generation4 },
  // sonnet
  { id: "claude-sonnet-5-5", displayName: "Claude Sonnet 5.5", line: "sonnet", releasedOn: "2026-09-01", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.sonnet55 },
  { id: "claude-sonnet-5", displayName: "Claude Sonnet 5", line: "sonnet", releasedOn: "2026-06-30", ...NOW, ...BIG, minCacheableTokens: 1024, capabilities: capabilities.sonnet5 },
  { id: "claude-sonnet-4-6", displayName: "Claude Sonnet 4.6", line: "sonnet", releasedOn: "2026-02-17", ...NOW, ...BIG, minCacheableTokens: 1024, capabilities: capabilities.generation46 },
  { id: "claude-sonnet-4-5-20250929", displayName: "Claude Sonnet 4.5", line: "sonnet", releasedOn: "2025-09-29", lifecycle: "deprecated", retiresOn: "2026-11-30", ...MIDDLE, minCacheableTokens: 1024, capabilities: capabilities.generation45 },
  { id: "claude-sonnet-4-20250514", displayName: "Claude Sonnet 4", line: "sonnet", releasedOn: "2025-05-14", lifecycle: "retired", retiresOn: "2026-06-15", ...MIDDLE, minCacheableTokens: 1024, capabilities: capabilities.generation4 },
  { id: "claude-3-7-sonnet-20250219", displayName: "Claude Sonnet 3.7", line: "sonnet", releasedOn: "2025-02-24", lifecycle: "retired", retiresOn: "2026-02-19", ...MIDDLE, minCacheableTokens: 1024, capabilities: capabilities.generation4 },
  { id: "claude-3-5-sonnet-20241022", displayName: "Claude Sonnet 3.5", line: "sonnet", releasedOn: "2024-10-22", lifecycle: "retired", retiresOn: "2025-10-28", contextTokens: 200 * K, maxOutputTokens: 8192, minCacheableTokens: 1024, capabilities: capabilities.generation35 },
  // haiku
  { id: "claude-haiku-5-5", displayName: "Claude Haiku 5.5", line: "haiku", releasedOn: "2026-10-07", ...NOW, ...BIG, minCacheableTokens: 512, capabilities: capabilities.haiku55 },
  { id: "claude-haiku-4-5-20251001", displayName: "Claude Haiku 4.5", line: "haiku", releasedOn: "2025-10-15", ...NOW, ...MIDDLE, minCacheableTokens: 4096, capabilities: capabilities.generation45 },
  { id: "claude-3-5-haiku-20241022", displayName: "Claude Haiku 3.5", line: "haiku", releasedOn: "2024-10-22", lifecycle: "retired", retiresOn: "2026-02-19", contextTokens: 200 * K, maxOutputTokens: 8192, minCacheableTokens: 2048, capabilities: capabilities.generation35 },
];

/** Before 4.6 an undated id means the dated one. `-0` and `claude-opus-4-1` are older aliases of the same kind. */
const ALIASES: Record<string, string[]> = {
  "claude-opus-4-5-20251101": ["claude-opus-4-5"],
  "claude-sonnet-4-5-20250929": ["claude-sonnet-4-5"],
  "claude-haiku-4-5-20251001": ["claude-haiku-4-5"],
  "claude-opus-4-1-20250805": ["claude-opus-4-1"],
  "claude-opus-4-20250514": ["claude-opus-4-0"],
  "claude-sonnet-4-20250514": ["claude-sonnet-4-0"],
};

export const MODELS: Model[] = listed.map((model) => ({ ...model, aliases: ALIASES[model.id] ?? [] }));
