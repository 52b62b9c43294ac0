import type { Message } from "@anthropic-ai/sdk/resources/messages";
import type { PromptCache } from "./prompt-cache";
import type { Rules } from "./rules";
import type { FileStore } from "./stored-files";

export type BatchRequest = { custom_id: string; params: unknown };

export type BatchResult =
  | { type: "succeeded"; message: Message }
  | { type: "errored"; error: unknown }
  | { type: "canceled" }
  | { type: "expired" };

export type Batch = {
  id: string;
  account: string;
  rules: Pick<Rules, "apiVersion" | "betas">;
  requests: BatchRequest[];
  createdMs: number;
  canceledMs: number | null;
  endedMs: number | null;
  /** Once the batch has ended: a line for each request. */
  results: { custom_id: string; result: BatchResult }[];
};

/** The parts of the stand-in that a batch needs. */
export type BatchRunner = FileStore & {
  settings: { batchMs: number | null; refusesRetired: boolean; answerTokens: number | null };
  cacheOf(account: string): PromptCache;
};
