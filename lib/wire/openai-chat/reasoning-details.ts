import type { JsonObject } from "@/lib/wire/json";
import { parseJson } from "@/lib/wire/json";
import { reasoningDetail } from "@/lib/wire/openai-chat/answer";

type Thought = { block: JsonObject; index: number; json: string[] };

/**
 * Gathers the thinking of a stream for the one chunk that repeats it whole. Clients overwrite or concatenate pieces, and a signature would
 * not survive either.
 */
export class ReasoningDetails {
  readonly #thoughts: Thought[] = [];

  open(block: JsonObject, index: number): void {
    this.#thoughts.push({ block: { signature: "", ...block }, index, json: [] });
  }

  /** Adds a piece of the last block's text, as it stands inside a JSON string. */
  addJson(text: string): void {
    this.#thoughts.at(-1)?.json.push(text);
  }

  sign(signature: string): void {
    const thought = this.#thoughts.at(-1);
    if (thought) thought.block.signature = `${thought.block.signature}${signature}`;
  }

  all(): object[] {
    return this.#thoughts.flatMap(({ block, index, json }) => {
      const text = parseJson(`"${json.join("")}"`);
      const thinking = `${block.thinking ?? ""}${typeof text === "string" ? text : ""}`;
      return reasoningDetail({ ...block, thinking }, index) ?? [];
    });
  }
}
