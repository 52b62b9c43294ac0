import type { ModelCapabilities } from "@/lib/basics/model-capabilities";

export type Lifecycle = "active" | "deprecated" | "retired";

/** A model of the catalogue. It is offered only while both of its prices are in force. */
export type Model = {
  /** Anthropic's exact id. Ids are never matched by prefix: `claude-fable-5` and `claude-fable-5-1` have two prices. */
  id: string;
  /** Other exact ids that mean this model. */
  aliases: string[];
  displayName: string;
  line: string;
  /** Calendar days as `YYYY-MM-DD`, which no time zone can move. */
  releasedOn: string;
  /** From this day on Anthropic's own API answers 404. A cloud may serve the model for longer. */
  retiresOn: string | null;
  lifecycle: Lifecycle;
  contextTokens: number;
  maxOutputTokens: number;
  minCacheableTokens: number;
  capabilities: ModelCapabilities;
  /** False if no account that serves the model can search the web for it. The catalogue does not set it. */
  searchesWeb?: boolean;
};

/** Whether Anthropic's own API has stopped serving the model, which it does at midnight UTC of that day. */
export function isRetired({ retiresOn }: Pick<Model, "retiresOn">, at: Date): boolean {
  return retiresOn !== null && at.getTime() >= Date.parse(`${retiresOn}T00:00:00Z`);
}
