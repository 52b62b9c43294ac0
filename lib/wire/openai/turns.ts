import { isThought } from "@/lib/wire/anthropic/blocks";
import { invalid } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { ToolPairs } from "@/lib/wire/openai/tool-pairs";

export type Turn = { role: "user" | "assistant" | "system"; content: JsonObject[] };
export type Conversation = { system: JsonObject[]; turns: Turn[] };

/** The field for thinking and calls inside an added message; "" where each is an item of its own. */
export type TurnPlaces = { thoughts: ".reasoning_details" | ""; calls: ".tool_calls" | "" };

// The upstream wants a user's turn first, and no empty turn.
const ASSISTANT_BEGINS = "(The assistant speaks first.)";
const NO_TEXT = "(No text.)";

/**
 * Gathers messages into Anthropic's turns: adjacent ones of one role form one turn, and system messages at the start become the system
 * prompt. Later ones stand after the user's turn where the model takes them there, to keep the cache, and else follow the system prompt. A
 * turn depends only on what came before it. It cannot end with thinking: such thinking is left out.
 */
export class Turns {
  readonly #system: JsonObject[] = [];
  readonly #turns: Turn[] = [];
  #later: JsonObject[] = [];
  /** Thinking that waits for the words or calls it led to. */
  #thoughts: { blocks: JsonObject[]; param: string }[] = [];
  #lastParam = "";
  readonly #pairs: ToolPairs;

  /** `ignored` receives the places of what had to change. */
  constructor(
    private readonly model: OpenAiModel,
    private readonly ignored: string[],
    private readonly places: TurnPlaces,
  ) {
    this.#pairs = new ToolPairs(ignored, places.calls);
  }

  /** `param` is the place where the caller wrote it. */
  add(role: Turn["role"], blocks: JsonObject[], param: string): void {
    if (blocks.length === 0 && role !== "user") return;
    if (role === "system") {
      const isLater = this.#turns.length > 0 && this.model.capabilities.takesSystemInMessages;
      (isLater ? this.#later : this.#system).push(...blocks);
    } else if (role === "assistant") this.#addAssistant(blocks, param);
    else {
      this.#dropThoughts();
      this.#addUser(blocks, param);
    }
  }

  /** Throws `invalid_request` naming `param` when the conversation is empty, or the last item when the model cannot go on from it. */
  finish(param: string): Conversation {
    this.#dropThoughts();
    const last = this.#turns.at(-1);
    if (last === undefined) return this.#systemAlone(param);
    if (last.role === "assistant") this.#checkPrefill(last);
    if (last.role === "user") {
      last.content.push(...this.#pairs.close());
      this.#addLaterSystem();
    }
    return { system: [...this.#system, ...this.#later], turns: this.#turns.map(resultsFirst) };
  }

  /** Without any other message, the system's words become the question. */
  #systemAlone(param: string): Conversation {
    if (this.#system.length === 0) throw invalid(param, "there must be at least one message that is not empty.");
    return { system: [], turns: [{ role: "user", content: this.#system }] };
  }

  #checkPrefill({ content }: Turn): void {
    this.#pairs.refuseOpen();
    if (!this.model.capabilities.takesPrefill) {
      const reason = "does not continue an answer that was begun: the last message must not be the assistant's.";
      throw invalid(this.#lastParam, `${this.model.id} ${reason}`);
    }
    const last = content.at(-1);
    if (typeof last?.text !== "string" || last.text.trimEnd() === last.text) return;
    // The upstream does not continue an answer whose last character is whitespace.
    last.text = last.text.trimEnd();
    this.ignored.push(this.#lastParam);
  }

  #addUser(blocks: JsonObject[], param: string): void {
    const content = this.#pairs.answer(blocks, param);
    if (content.length > 0) this.#addTurn("user", content, param);
    else if (blocks.length === 0 && this.#turns.at(-1)?.role !== "user") {
      this.ignored.push(param);
      this.#addTurn("user", [{ type: "text", text: NO_TEXT }], param);
    }
  }

  #addAssistant(blocks: JsonObject[], param: string): void {
    const end = blocks.findLastIndex((block) => !isThought(block)) + 1;
    if (end > 0) {
      const waited = this.#thoughts.flatMap((thought) => thought.blocks);
      this.#thoughts = [];
      this.#addTurn("assistant", [...waited, ...blocks.slice(0, end)], param);
    }
    if (end < blocks.length) this.#thoughts.push({ blocks: blocks.slice(end), param });
  }

  #dropThoughts(): void {
    for (const { param } of this.#thoughts) this.ignored.push(`${param}${this.places.thoughts}`);
    this.#thoughts = [];
  }

  #addTurn(role: "user" | "assistant", blocks: JsonObject[], param: string): void {
    this.#lastParam = param;
    const last = this.#turns.at(-1);
    if (role === "assistant" && last?.role !== role) this.#endUserTurn(last, param);
    if (role === "assistant") this.#pairs.call(blocks, param);
    if (last?.role === role) last.content.push(...blocks);
    else this.#turns.push({ role, content: [...blocks] });
  }

  #endUserTurn(last: Turn | undefined, param: string): void {
    if (last) last.content.push(...this.#pairs.close());
    else {
      this.ignored.push(param);
      this.#turns.push({ role: "user", content: [{ type: "text", text: ASSISTANT_BEGINS }] });
    }
    // Anthropic takes system messages between a user's turn and the assistant's, and at the end.
    this.#addLaterSystem();
  }

  #addLaterSystem(): void {
    if (this.#later.length === 0) return;
    this.#turns.push({ role: "system", content: this.#later });
    this.#later = [];
  }
}

/** The upstream wants the results of tools first in their turn. */
function resultsFirst(turn: Turn): Turn {
  const results = turn.content.filter((block) => block.type === "tool_result");
  if (results.length === 0) return turn;
  return { ...turn, content: [...results, ...turn.content.filter((block) => block.type !== "tool_result")] };
}
