import { invalid } from "../fields";
import type { JsonObject } from "../json";
import type { OpenAiModel } from "./openai-model";

export type Turn = { role: "user" | "assistant" | "system"; content: JsonObject[] };
export type Conversation = { system: JsonObject[]; turns: Turn[] };

/**
 * Gathers what was said into Anthropic's turns: neighbours of one role form one turn, and what the system says before anybody
 * else becomes the system prompt. Later words of the system stand behind the user's turn where the model takes them there, which
 * keeps the cache of all that was said before; for other models they follow the system prompt.
 */
export class Turns {
  readonly #system: JsonObject[] = [];
  readonly #turns: Turn[] = [];
  #later: JsonObject[] = [];
  #lastParam = "";

  constructor(private readonly model: OpenAiModel) {}

  /** `param` is where the caller wrote it. */
  add(role: Turn["role"], blocks: JsonObject[], param: string): void {
    if (blocks.length === 0) return;
    if (role === "system") {
      const isLater = this.#turns.length > 0 && this.model.capabilities.takesSystemInMessages;
      (isLater ? this.#later : this.#system).push(...blocks);
      return;
    }
    this.#lastParam = param;
    const last = this.#turns.at(-1);
    if (last?.role === role) {
      last.content.push(...blocks);
      return;
    }
    // Anthropic takes the system's words between a user's turn and the assistant's, and at the end.
    if (role === "assistant") this.#tellLater();
    this.#turns.push({ role, content: [...blocks] });
  }

  /** Throws `invalid_request` naming `param` when nobody said anything, or the last item when the model cannot go on from it. */
  finish(param: string): Conversation {
    const last = this.#turns.at(-1);
    if (last === undefined) throw invalid(param, "there must be at least one user message that is not empty.");
    if (last.role === "assistant" && !this.model.capabilities.takesPrefill) {
      const reason = "does not continue an answer that was begun: the last message must not be the assistant's.";
      throw invalid(this.#lastParam, `${this.model.id} ${reason}`);
    }
    if (last.role === "user") this.#tellLater();
    return { system: [...this.#system, ...this.#later], turns: this.#turns.map(resultsFirst) };
  }

  #tellLater(): void {
    if (this.#later.length === 0) return;
    this.#turns.push({ role: "system", content: this.#later });
    this.#later = [];
  }
}

/** The upstream wants the results of tools at the head of their turn. */
function resultsFirst(turn: Turn): Turn {
  const results = turn.content.filter((block) => block.type === "tool_result");
  if (results.length === 0) return turn;
  return { ...turn, content: [...results, ...turn.content.filter((block) => block.type !== "tool_result")] };
}
