import { invalid, isAbsent, optionalText, requireArray, requireObject, requireString } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { textBlocks, textOnly, toBlocks } from "@/lib/wire/openai/content-parts";
import { customArguments } from "@/lib/wire/openai/custom-tool";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { toolUseBlock } from "@/lib/wire/openai/tool-use";
import { type Conversation, type Turn, Turns } from "@/lib/wire/openai/turns";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import { inputPart } from "@/lib/wire/openai-responses/input-part";
import { blockOfReasoning } from "@/lib/wire/openai-responses/reasoning-content";
import { type StoredItems, storedItem } from "@/lib/wire/openai-responses/stored-items";

/**
 * Turns the instructions and the input, a text or items, into Anthropic's turns. `ignored` receives the places of reasoning that cannot be
 * sent.
 */
export function toInput(
  fields: JsonObject,
  model: OpenAiModel,
  book: MarkerBook,
  ignored: string[],
  storedItems?: StoredItems,
): Conversation {
  const input = new Input(new Turns(model, ignored, { thoughts: "", calls: "" }), book, ignored, storedItems);
  const instructions = optionalText(fields.instructions, "instructions") ?? "";
  input.turns.add("system", textBlocks(instructions), "instructions");
  if (typeof fields.input === "string") input.turns.add("user", textBlocks(fields.input), "input");
  else
    for (const [index, item] of requireArray(fields.input, "input").entries())
      input.add(requireObject(item, `input.${index}`), `input.${index}`);
  return input.turns.finish("input");
}

class Input {
  constructor(
    readonly turns: Turns,
    private readonly book: MarkerBook,
    private readonly ignored: string[],
    private readonly storedItems: StoredItems | undefined,
  ) {}

  add(item: JsonObject, param: string): void {
    switch (item.type ?? "message") {
      case "message":
        this.#addMessage(item, param);
        break;
      case "function_call":
        this.#add("assistant", [this.#functionCall(item, param)], item, param);
        break;
      case "function_call_output":
        this.#add("user", [this.#functionResult(item, param)], item, param);
        break;
      case "reasoning":
        this.#addReasoning(item, param);
        break;
      case "item_reference":
        this.add(storedItem(item, param, this.storedItems), param);
        break;
      case "custom_tool_call":
        this.#add("assistant", [this.#otherCall(item, item.name, customArguments(item.input), param)], item, param);
        break;
      case "custom_tool_call_output":
        this.#add("user", [this.#functionResult(item, param)], item, param);
        break;
      default:
        this.#addOther(item, param);
    }
  }

  /** Items from other models' tools: a tool that the caller ran becomes an ordinary call. The rest is left out and named. */
  #addOther(item: JsonObject, param: string): void {
    if (typeof item.type !== "string") throw new UnsupportedParameter(`${param}.type`, 'must be the kind of an item, such as "message".');
    const isCalled = typeof item.call_id === "string";
    if (isCalled && item.type.endsWith("_call")) {
      const args = item.arguments ?? item.action ?? item.operation;
      this.#add("assistant", [this.#otherCall(item, item.type.slice(0, -"_call".length), args, param)], item, param);
    } else if (isCalled && item.type.endsWith("_call_output")) this.#add("user", [this.#functionResult(item, param)], item, param);
    else this.ignored.push(param);
  }

  #otherCall(item: JsonObject, name: unknown, args: unknown, param: string): JsonObject {
    const params = { id: `${param}.call_id`, name: `${param}.name`, args: `${param}.arguments` };
    return toolUseBlock({ id: item.call_id, name, namespace: item.namespace, args }, params);
  }

  #addMessage(item: JsonObject, param: string): void {
    const blocks = toBlocks(item.content, `${param}.content`, this.book, inputPart);
    switch (item.role) {
      case "user":
      case "assistant":
        this.#add(item.role, blocks, item, param);
        break;
      case "system":
      case "developer":
        this.#add("system", textOnly(blocks, `${param}.content`, item.role), item, param);
        break;
      default:
        throw invalid(`${param}.role`, "must be user, assistant, system or developer.");
    }
  }

  #add(role: Turn["role"], blocks: JsonObject[], item: JsonObject, param: string): void {
    this.book.markLast(blocks, item, param);
    this.turns.add(role, blocks, param);
  }

  #functionCall(item: JsonObject, param: string): JsonObject {
    return toolUseBlock(
      { id: item.call_id, name: item.name, namespace: item.namespace, args: item.arguments },
      { id: `${param}.call_id`, name: `${param}.name`, args: `${param}.arguments` },
    );
  }

  #functionResult(item: JsonObject, param: string): JsonObject {
    const result: JsonObject = { type: "tool_result", tool_use_id: requireString(item.call_id, `${param}.call_id`) };
    const { output } = item;
    if (typeof output === "string") {
      if (output.trim() !== "") result.content = output;
    } else if (isObject(output)) result.content = JSON.stringify(output);
    else if (!isAbsent(output)) result.content = toBlocks(output, `${param}.output`, this.book, inputPart);
    return result;
  }

  #addReasoning(item: JsonObject, param: string): void {
    this.book.markLast([], item, param);
    const content = optionalText(item.encrypted_content, `${param}.encrypted_content`) ?? "";
    const block = blockOfReasoning(content, `${param}.encrypted_content`);
    if (block) this.turns.add("assistant", [block], param);
    else this.ignored.push(param);
  }
}
