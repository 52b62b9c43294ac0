import { assistant, HI, OLDER, type Refusal, user } from "@/lib/relay/testing/claude-refusals/refusal";

/** Fields that are missing or of the wrong kind: the words of a validator that many APIs use and nobody quotes. */
export const OF_SHAPES: Refusal[] = [
  shape("a body that is no object", "[]", "body: Input should be a valid dictionary", /JSON object/),
  shape("no model", { model: undefined }, "model: Field required", /^model/),
  shape("max_tokens that is no number", { max_tokens: "5" }, "max_tokens: Input should be a valid integer", /^max_tokens/),
  shape("no list of messages", { messages: undefined }, "messages: Field required", /^messages: must be an array/),
  shape("messages that are no list", { messages: "x" }, "messages: Input should be a valid list", /^messages: must be an array/),
  shape("a turn that is no object", { messages: ["x"] }, "messages.0: Input should be a valid dictionary"),
  shape("a turn without content", { messages: [{ role: "user" }] }, "messages.0.content: Field required"),
  shape(
    "content of another kind",
    { messages: [{ role: "user", content: 5 }] },
    "messages.0.content: Input should be a valid string or list",
  ),
  shape("a block without a type", { messages: [user({ text: "x" })] }, "messages.0.content.0.type: Field required"),
  shape("a text block without text", { messages: [user({ type: "text" })] }, "messages.0.content.0.text.text: Field required"),
  shape(
    "a result that names no call",
    { messages: [user({ type: "tool_result", content: "1" })] },
    "messages.0.content.0.tool_result.tool_use_id: Field required",
  ),
  shape("tools that are no list", { tools: {} }, "tools: Input should be a valid list"),
  shape("a tool without a name", { tools: [{ input_schema: { type: "object" } }] }, "tools.0.custom.name: Field required"),
  shape("stop sequences that are no list", { stop_sequences: "x" }, "stop_sequences: Input should be a valid list"),
  shape(
    "a cache that is warmed with nothing",
    { model: OLDER, max_tokens: 0, messages: [HI, assistant()] },
    "messages: at least one content block is required",
  ),
];

function shape(name: string, ask: object | string, says: string, messages: Refusal["messages"] = "passed on"): Refusal {
  return { name, ask, says, source: null, messages };
}
