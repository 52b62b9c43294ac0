import { ApiError, invalid } from "./errors";
import { type Model, modelNamed } from "./models";
import type { MessagesRequest } from "./request";
import type { Rules } from "./rules";
import { checkMarkers } from "./validate-markers";
import { checkMedia } from "./validate-media";
import { checkAgainstModel } from "./validate-model";
import { checkPairs } from "./validate-pairs";
import { checkSchemas } from "./validate-schemas";
import { checkTexts } from "./validate-text";

// Fields that the original takes, betas included. It refuses others; names that begin with "x_" pass here, for tests of bytes.
const FIELDS = new Set(
  `model max_tokens messages system cache_control container diagnostics inference_geo metadata output_config service_tier speed
   stop_sequences stream thinking tool_choice tools temperature top_p top_k context_management mcp_servers fallbacks
   fallback_credit_token billing_policy compaction thread output_format`.split(/\s+/),
);

const MOST_TURNS = 100_000;

/** Turns a parsed body into a request, or throws the original's error. */
export function checkRequest(body: unknown, rules: Rules): { request: MessagesRequest; model: Model } {
  if (!isRecord(body)) throw invalid("body: Input should be a valid dictionary");
  for (const name of Object.keys(body))
    if (!FIELDS.has(name) && !name.startsWith("x_")) throw invalid(`${name}: Extra inputs are not permitted`);
  if (typeof body.model !== "string") throw invalid("model: Field required");
  checkMaxTokens(body, rules);
  checkTurns(body.messages);
  checkTools(body);
  checkStops(body.stop_sequences);
  const model = modelNamed(body.model);
  if (!model || (rules.refusesRetired && model.lifecycle === "retired")) throw new ApiError(404, `model: ${body.model}`);
  const request = body as MessagesRequest;
  checkSchemas(request);
  checkTexts(request);
  checkMedia(request, model);
  checkPairs(request.messages);
  checkMarkers(request);
  checkAgainstModel(request, model, rules);
  return { request, model };
}

function checkMaxTokens(body: Record<string, unknown>, rules: Rules): void {
  const { max_tokens: limit } = body;
  if (rules.isCountOnly) return;
  if (limit === undefined) throw invalid("max_tokens: Field required");
  if (typeof limit !== "number" || !Number.isInteger(limit)) throw invalid("max_tokens: Input should be a valid integer");
  if (limit < 0) throw invalid("max_tokens: Input should be greater than or equal to 0");
}

function checkTurns(turns: unknown): void {
  if (turns === undefined) throw invalid("messages: Field required");
  if (!Array.isArray(turns)) throw invalid("messages: Input should be a valid list");
  if (turns.length === 0) throw invalid("messages: at least one message is required");
  if (turns.length > MOST_TURNS)
    throw invalid(`messages: List should have at most ${MOST_TURNS} items after validation, not ${turns.length}`);
  for (const [index, turn] of turns.entries()) {
    const at = `messages.${index}`;
    if (!isRecord(turn)) throw invalid(`${at}: Input should be a valid dictionary`);
    if (!["user", "assistant", "system"].includes(String(turn.role))) throw invalid(`${at}.role: Input should be 'user' or 'assistant'`);
    checkContent(turn.content, at, turn.role === "assistant" && index === turns.length - 1);
  }
  if (turns[0].role === "assistant") throw invalid('messages: first message must use the "user" role');
}

function checkContent(content: unknown, at: string, mayBeEmpty: boolean): void {
  if (content === undefined) throw invalid(`${at}.content: Field required`);
  if (typeof content !== "string" && !Array.isArray(content)) throw invalid(`${at}.content: Input should be a valid string or list`);
  if (content.length === 0 && !mayBeEmpty)
    throw invalid(`${at}: all messages must have non-empty content except for the optional final assistant message`);
  if (!Array.isArray(content)) return;
  for (const [index, block] of content.entries()) {
    if (!isRecord(block) || typeof block.type !== "string") throw invalid(`${at}.content.${index}.type: Field required`);
    if (block.type === "text" && typeof block.text !== "string") throw invalid(`${at}.content.${index}.text.text: Field required`);
    if (block.type === "thinking" && !block.signature) throw invalid(`${at}.content.${index}.thinking.signature: Field required`);
    if (block.type === "tool_result" && typeof block.tool_use_id !== "string")
      throw invalid(`${at}.content.${index}.tool_result.tool_use_id: Field required`);
  }
}

function checkTools(body: Record<string, unknown>): void {
  const { tools, tool_choice: choice } = body;
  if (tools !== undefined && !Array.isArray(tools)) throw invalid("tools: Input should be a valid list");
  const names = new Set<string>();
  for (const [index, tool] of (tools ?? []).entries()) {
    if (!isRecord(tool) || typeof tool.name !== "string") throw invalid(`tools.${index}.custom.name: Field required`);
    const isServerTool = typeof tool.type === "string" && tool.type !== "custom";
    if (!isServerTool && tool.name.length > 128) throw invalid(`tools.${index}.custom.name: String should have at most 128 characters`);
    if (!isServerTool && !/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name))
      throw invalid(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    if (!isServerTool && !isRecord(tool.input_schema)) throw invalid(`tools.${index}.custom.input_schema: Field required`);
    if (names.has(tool.name)) throw invalid("tools: Tool names must be unique.");
    names.add(tool.name);
  }
  if (!isRecord(choice)) return;
  if (names.size === 0) throw invalid("tool_choice may only be specified while providing tools.");
  if (choice.type === "tool" && !names.has(String(choice.name))) throw invalid(`Tool '${choice.name}' not found in provided tools`);
}

function checkStops(stops: unknown): void {
  if (stops === undefined || stops === null) return;
  if (!Array.isArray(stops)) throw invalid("stop_sequences: Input should be a valid list");
  for (const stop of stops)
    if (typeof stop !== "string" || stop.trim() === "") throw invalid("stop_sequences: each stop sequence must contain non-whitespace");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
