import { invalid } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { upstreamCallId } from "@/lib/wire/openai/upstream-names";

const NO_RESULT = "There is no result of this call.";

const NONE: JsonObject[] = [];

/** `index` is its place among the calls of the message added at `param`. */
type OpenCall = { id: string; param: string; index: number };

/**
 * Pairs the calls of a conversation with their results, as the upstream demands it: a call has one result, in the next turn. Earlier turns
 * alone decide what happens to leftovers of other models and clients, so a longer conversation keeps its cached beginning. `ignored`
 * receives the places of what had to change.
 */
export class ToolPairs {
  readonly #repeats = new Map<string, number>();
  readonly #taken = new Set<string>();
  /** Calls of the newest assistant's turn that wait for their results, by the caller's id. */
  readonly #open = new Map<string, OpenCall[]>();
  readonly #results = new Map<string, JsonObject>();

  /** `callsField` holds the calls inside an added message; "" where a call is an item of its own. */
  constructor(
    private readonly ignored: string[],
    private readonly callsField: ".tool_calls" | "",
  ) {}

  /** Gives the calls among these blocks their upstream ids. */
  call(blocks: JsonObject[], param: string): void {
    let index = 0;
    for (const block of blocks) {
      if (block.type !== "tool_use") continue;
      const callerId = `${block.id}`;
      const id = this.#idFor(callerId);
      block.id = id;
      const call = { id, param, index: index++ };
      const same = this.#open.get(callerId);
      if (same) same.push(call);
      else this.#open.set(callerId, [call]);
    }
  }

  /** The blocks as a user's turn has them: results get their call's id. Results that answer no open call become text, or are left out. */
  answer(blocks: JsonObject[], param: string): JsonObject[] {
    const [only] = blocks;
    if (only && blocks.length === 1) return isResult(only) ? this.#result(only, param) : blocks;
    return blocks.flatMap((block) => (isResult(block) ? this.#result(block, param) : [block]));
  }

  /** The assistant speaks again: returns results for calls without one. Later results come too late for their call. */
  close(): JsonObject[] {
    if (this.#results.size > 0) this.#results.clear();
    if (this.#open.size === 0) return NONE;
    const missing = [...this.#open.values()].flat();
    this.#open.clear();
    return missing.map((call) => {
      this.ignored.push(this.#placeOf(call));
      return { type: "tool_result", tool_use_id: call.id, content: NO_RESULT, is_error: true };
    });
  }

  /** Throws `invalid_request` for a call at the very end. */
  refuseOpen(): void {
    const [first] = this.#open.values();
    if (first?.[0]) throw invalid(this.#placeOf(first[0]), "this call has no result; send it behind the call, or leave the call out.");
  }

  #placeOf({ param, index }: OpenCall): string {
    return this.callsField ? `${param}${this.callsField}.${index}` : param;
  }

  #idFor(callerId: string): string {
    let id = upstreamCallId(callerId, 0);
    if (this.#taken.has(id)) {
      let repeat = this.#repeats.get(callerId) ?? 1;
      do id = upstreamCallId(callerId, repeat++);
      while (this.#taken.has(id));
      this.#repeats.set(callerId, repeat);
    }
    this.#taken.add(id);
    return id;
  }

  #result(block: JsonObject, param: string): JsonObject[] {
    const callerId = `${block.tool_use_id}`;
    const open = this.#open.get(callerId);
    const call = open?.shift();
    if (call) {
      if (open?.length === 0) this.#open.delete(callerId);
      block.tool_use_id = call.id;
      this.#results.set(callerId, block);
      return [block];
    }
    this.ignored.push(param);
    const first = this.#results.get(callerId);
    if (!first) return asText(block, callerId);
    if (block.cache_control) first.cache_control ??= block.cache_control;
    return [];
  }
}

/** A result without its call becomes the user's text. */
function asText({ content, cache_control }: JsonObject, callerId: string): JsonObject[] {
  const head = `Result of the tool call ${callerId}:`;
  const blocks: JsonObject[] = Array.isArray(content)
    ? [{ type: "text", text: head }, ...content]
    : [{ type: "text", text: typeof content === "string" ? `${head}\n${content}` : head }];
  const last = blocks.at(-1);
  if (last && cache_control) last.cache_control ??= cache_control;
  return blocks;
}

function isResult({ type }: JsonObject): boolean {
  return type === "tool_result";
}
