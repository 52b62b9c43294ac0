import { createHash } from "node:crypto";
import type { ContentBlock, StopReason, ToolUseBlock } from "@anthropic-ai/sdk/resources/messages";
import { answerText, longAnswerText, thinkingText } from "./answer-text";
import { type Directives, directivesIn } from "./directives";
import { newId } from "./ids";
import type { Model } from "./models";
import { jsonRequested, toolsRequested } from "./prompt-instructions";
import { blocksOf, lastUserText, type MessagesRequest, type Tool } from "./request";
import { sampleInput } from "./sample-input";
import { countTokens, takeTokens } from "./tokens";

export type Answer = {
  content: ContentBlock[];
  stopReason: StopReason;
  stopSequence: string | null;
  outputTokens: number;
  thinkingTokens: number;
};

// The tokens of a tool call beyond its name and input.
const TOOL_USE_TOKENS = 12;

/** The model's answer: thinking, text and tool calls within `max_tokens`. It depends only on the request, except for ids. */
export function answer(request: MessagesRequest, model: Model, defaultTokens: number | null): Answer {
  const limit = request.max_tokens ?? 0;
  if (limit === 0) return { content: [], stopReason: "max_tokens", stopSequence: null, outputTokens: 0, thinkingTokens: 0 };
  const prompt = lastUserText(request);
  const content: ContentBlock[] = [];
  const thinkingTokens = isThinking(request) ? think(content, request, model, prompt, limit) : 0;
  const directives = directivesIn(prompt);
  const tools = toolsToCall(request, prompt, directives);
  const wanted = tools.length > 0 ? "I will look that up." : textFor(request, model, prompt, directives.answerTokens ?? defaultTokens);
  const { text, stopSequence } = cutAtStop(wanted, request.stop_sequences ?? []);
  const shown = takeTokens(text, limit - thinkingTokens, model);
  if (shown !== "") content.push({ type: "text", text: shown, citations: null });
  const outputTokens = thinkingTokens + countTokens(shown, model);
  if (shown.length < text.length) return { content, stopReason: "max_tokens", stopSequence: null, outputTokens, thinkingTokens };
  if (stopSequence !== null) return { content, stopReason: "stop_sequence", stopSequence, outputTokens, thinkingTokens };
  if (tools.length === 0) return { content, stopReason: "end_turn", stopSequence: null, outputTokens, thinkingTokens };
  const calls = tools.map((tool) => toolUse(tool, directives.tool?.options ?? sampleInput(tool.input_schema, prompt)));
  const toolTokens = calls.reduce((sum, call) => sum + countTokens(call.name + JSON.stringify(call.input), model) + TOOL_USE_TOKENS, 0);
  if (outputTokens + toolTokens > limit)
    return { content, stopReason: "max_tokens", stopSequence: null, outputTokens: limit, thinkingTokens };
  content.push(...calls);
  return { content, stopReason: "tool_use", stopSequence: null, outputTokens: outputTokens + toolTokens, thinkingTokens };
}

function isThinking(request: MessagesRequest): boolean {
  const type = request.thinking?.type;
  return type === "adaptive" || type === "enabled" || type === "between_tools";
}

/** Hidden thinking is billed too. */
function think(content: ContentBlock[], request: MessagesRequest, model: Model, prompt: string, limit: number): number {
  const thinking = takeTokens(thinkingText(prompt), Math.max(0, limit - 1), model);
  const display = request.thinking?.display ?? (model.hasNewTokenizer ? "omitted" : "summarized");
  const signature = createHash("sha512").update(`${model.id}\n${prompt}`).digest("base64");
  content.push({ type: "thinking", thinking: display === "omitted" ? "" : thinking, signature });
  return countTokens(thinking, model);
}

/** Forced tools, else the one of the prompt's directive, else those that the prompt names. An answer to a tool's result calls no tool. */
function toolsToCall(request: MessagesRequest, prompt: string, directives: Directives): Tool[] {
  const tools = (request.tools ?? []).filter((tool) => tool.type === undefined || tool.type === "custom");
  const choice = request.tool_choice;
  if (choice?.type === "none") return [];
  const named = tools.filter((tool) => prompt.includes(tool.name));
  if (choice?.type === "tool") return tools.filter((tool) => tool.name === choice.name);
  if (choice?.type === "any") return named.length > 0 ? atMost(named, choice.disable_parallel_tool_use) : tools.slice(0, 1);
  const isToolResult = blocksOf(request.messages.at(-1)?.content).some((block) => block.type === "tool_result");
  if (isToolResult) return [];
  if (directives.tool) return tools.filter((tool) => tool.name === directives.tool?.name);
  const requested = toolsRequested(request, tools);
  if (requested.length > 0) return requested;
  if (named.length === 0 && /\buse (a|the|your) tools?\b/i.test(prompt)) return tools.slice(0, 1);
  return atMost(named, choice?.disable_parallel_tool_use);
}

function atMost(tools: Tool[], isOneOnly: boolean | undefined): Tool[] {
  return isOneOnly ? tools.slice(0, 1) : tools;
}

function toolUse(tool: Tool, input: unknown): ToolUseBlock {
  return {
    type: "tool_use",
    id: newId("toolu"),
    name: tool.name,
    input,
    caller: { type: "direct" },
  };
}

function textFor(request: MessagesRequest, model: Model, prompt: string, tokens: number | null): string {
  const format = request.output_config?.format;
  if (format?.type === "json_schema") return JSON.stringify(sampleInput(format.schema, prompt));
  const result = blocksOf(request.messages.at(-1)?.content).find((block) => block.type === "tool_result");
  if (result) return `The tool answered: ${resultText(result.content)}`;
  const schema = tokens === null && jsonRequested(request);
  if (schema) return JSON.stringify(sampleInput(schema, prompt));
  return tokens === null ? answerText(prompt) : takeTokens(longAnswerText(prompt, tokens * 4), tokens, model);
}

function resultText(content: unknown): string {
  if (typeof content === "string") return content.slice(0, 400);
  return Array.isArray(content)
    ? content
        .map((block) => String(block.text ?? ""))
        .join(" ")
        .slice(0, 400)
    : "nothing";
}

function cutAtStop(text: string, stops: string[]): { text: string; stopSequence: string | null } {
  const found = stops.map((stop) => ({ stop, at: text.indexOf(stop) })).filter((each) => each.at >= 0);
  const first = found.sort((one, other) => one.at - other.at)[0];
  return first ? { text: text.slice(0, first.at), stopSequence: first.stop } : { text, stopSequence: null };
}
