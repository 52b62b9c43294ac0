import { isThought } from "../anthropic/blocks";
import { invalid } from "../fields";
import type { JsonObject } from "../json";
import type { OpenAiModel } from "./openai-model";

export type Turn = { role: "user" | "assistant" | "system"; content: JsonObject[] };
export type Conversation = { system: JsonObject[]; turns: Turn[] };

/**
 * Gathers what was said into Anthropic's turns: neighbours of one role form one turn, and what the system says before anybody
 * else becomes the system prompt. Later words of the system stand behind the user's turn where the model takes them there, which
 * keeps the cache of all that was said before; for other models they follow the system prompt. Thinking that led to nothing, as
 * where an answer was cut short, is left out: the upstream takes none at the end of a turn.
 */
export class Turns {
  readonly #system: JsonObject[] = [];
  readonly #turns: Turn[] = [];
  #later: JsonObject[] = [];
  /** Thinking that waits for what it led to. */
  #thoughts: { blocks: JsonObject[]; param: string }[] = [];
  #lastParam = "";

  /** `ignored` receives the places of thinking that is left out: `thoughtsField` inside of what was added. */
  constructor(
    private readonly model: OpenAiModel,
    private readonly ignored: string[],
    private readonly thoughtsField: ".reasoning_details" | "",
  ) {}

  /** `param` is where the caller wrote it. */
  add(role: Turn["role"], blocks: JsonObject[], param: string): void {
    if (blocks.length === 0) return;
    if (role === "system") {
      const isLater = this.#turns.length > 0 && this.model.capabilities.takesSystemInMessages;
      (isLater ? this.#later : this.#system).push(...blocks);
    } else if (role === "assistant") this.#addAssistant(blocks, param);
    else {
      this.#dropThoughts();
      this.#say(role, blocks, param);
    }
  }

  /** Throws `invalid_request` naming `param` when nobody said anything, or the last item when the model cannot go on from it. */
  finish(param: string): Conversation {
    this.#dropThoughts();
    const last = this.#turns.at(-1);
    if (last === undefined) throw invalid(param, "there must be at least one user message that is not empty.");
    if (last.role === "assistant" && !this.model.capabilities.takesPrefill) {
      const reason = "does not continue an answer that was begun: the last message must not be the assistant's.";
      throw invalid(this.#lastParam, `${this.model.id} ${reason}`);
    }
    if (last.role === "user") this.#tellLater();
    return { system: [...this.#system, ...this.#later], turns: this.#turns.map(resultsFirst) };
  }

  #addAssistant(blocks: JsonObject[], param: string): void {
    const end = blocks.findLastIndex((block) => !isThought(block)) + 1;
    if (end > 0) {
      const waited = this.#thoughts.flatMap((thought) => thought.blocks);
      this.#thoughts = [];
      this.#say("assistant", [...waited, ...blocks.slice(0, end)], param);
    }
    if (end < blocks.length) this.#thoughts.push({ blocks: blocks.slice(end), param });
  }

  #dropThoughts(): void {
    for (const { param } of this.#thoughts) this.ignored.push(`${param}${this.thoughtsField}`);
    this.#thoughts = [];
  }

  #say(role: "user" | "assistant", blocks: JsonObject[], param: string): void {
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
