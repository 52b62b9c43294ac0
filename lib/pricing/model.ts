import type { ModelCapabilities } from "@/lib/model-capabilities";

export type Lifecycle = "active" | "deprecated" | "retired";

/** One model of the catalogue. It is offered only while both of its prices are in force. */
export type Model = {
  /** Anthropic's exact id. Ids are never matched by prefix: `claude-fable-5` and `claude-fable-5-1` have two prices. */
  id: string;
  /** Other exact ids that mean this model. */
  aliases: string[];
  displayName: string;
  line: string;
  /** Calendar days as `YYYY-MM-DD`, which no time zone can move. */
  releasedOn: string;
  retiresOn: string | null;
  lifecycle: Lifecycle;
  contextTokens: number;
  maxOutputTokens: number;
  minCacheableTokens: number;
  capabilities: ModelCapabilities;
  /** False where no account that serves it searches the web for it; the catalogue does not know. */
  searchesWeb?: boolean;
};
