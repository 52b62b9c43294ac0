import type { ModelCapabilities } from "@/lib/basics/model-capabilities";

/** What the mapping of a chat request must know about its model. `id` is the exact one that goes upstream. */
export type OpenAiModel = {
  id: string;
  maxOutputTokens: number;
  capabilities: ModelCapabilities;
  /** False where no upstream account that serves the model offers web search. */
  searchesWeb?: boolean;
};
