import type { Effort, ThinkingClass } from "@/lib/basics/model-capabilities";
import { isThought } from "@/lib/wire/anthropic/blocks";
import { invalid, isAbsent, requireObject } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import type { Turn } from "@/lib/wire/openai/turns";
import { namesBeyond, UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

/** What to send for OpenAI's `reasoning_effort`, or for Anthropic's own `thinking`, which takes precedence. */
export type Thinking = {
  thinking?: JsonObject;
  effort?: Effort;
  /** The parameter with which the caller asked for it. */
  param: string;
};

const REQUESTED_EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
type RequestedEffort = (typeof REQUESTED_EFFORTS)[number];

// Budgets for models that know nothing else; other gateways use the same numbers.
const BUDGET_TOKENS: Partial<Record<RequestedEffort, number>> = { minimal: 1024, low: 1024, medium: 2048 };
const LARGEST_BUDGET_TOKENS = 4096;

const BINDING_BETA = "thinking-binding-controls-2026-08-01";

const THINKS_UNASKED = new Set<ThinkingClass>(["adaptive_always", "adaptive_unless_low", "adaptive_default"]);

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Without the parameter nothing is asked for: each model thinks as it does by default. `read` lists the members of `reasoning` that the
 * format uses; `ignored` receives what has no effect.
 */
export function toThinking(fields: JsonObject, read: ReadonlySet<string>, model: OpenAiModel, ignored: string[]): Thinking {
  const own = isAbsent(fields.thinking) ? undefined : requireObject(fields.thinking, "thinking");
  const reasoning = isAbsent(fields.reasoning) ? undefined : requireObject(fields.reasoning, "reasoning");
  if (reasoning) ignored.push(...namesBeyond(reasoning, own ? NOTHING : read).map((name) => `reasoning.${name}`));
  if (own) {
    if (!isAbsent(fields.reasoning_effort)) ignored.push("reasoning_effort");
    return { thinking: own, param: "thinking" };
  }
  const { effort, param } = requestedEffort(fields.reasoning_effort, reasoning?.effort, ignored);
  if (effort === undefined) return { param };
  return { ...(effort === "none" ? withoutThinking(model) : withThinking(effort, param, model)), param };
}

function withThinking(effort: Exclude<RequestedEffort, "none">, param: string, model: OpenAiModel): Omit<Thinking, "param"> {
  switch (model.capabilities.thinking) {
    case "none":
      throw new UnsupportedParameter(param);
    case "budget":
      return { thinking: { type: "enabled", budget_tokens: BUDGET_TOKENS[effort] ?? LARGEST_BUDGET_TOKENS } };
    default:
      return { thinking: { type: "adaptive" }, effort: nearestEffort(effort, model) };
  }
}

/** Asks for readable thinking. Models that always show it, or that think only on request, need no such request. */
export function withSummary(requested: Thinking, reasoning: unknown, { capabilities }: OpenAiModel): Thinking {
  if (!isObject(reasoning) || isAbsent(reasoning.summary ?? reasoning.generate_summary)) return requested;
  if (requested.param === "thinking" || capabilities.thinkingDisplay !== "omitted") return requested;
  const thinking = requested.thinking ?? (THINKS_UNASKED.has(capabilities.thinking) ? { type: "adaptive" } : undefined);
  return thinking?.type === "adaptive" ? { ...requested, thinking: { ...thinking, display: "summarized" } } : requested;
}

/**
 * Newer models refuse earlier thinking behind a changed beginning. What a client of another format sends back is not always the same to the
 * letter: with this setting the upstream leaves such thinking out. Only adaptive and budgeted thinking have a place for it; `between_tools`
 * and `disabled` have none (Anthropic's SDK 1.12.0).
 */
export function withBinding(requested: Thinking, { capabilities }: OpenAiModel): Thinking {
  if (!capabilities.bindsThinking || requested.param === "thinking") return requested;
  // These models think by default, in this way.
  const thinking = requested.thinking ?? { type: "adaptive" };
  if (thinking.type !== "adaptive") return requested;
  return { ...requested, thinking: { ...thinking, block_binding: { prefix_mismatch_behavior: "drop_block" } } };
}

/** The betas that the upstream needs to understand the request. */
export function betasOf({ thinking }: Thinking): string[] {
  return isAbsent(thinking?.block_binding) ? [] : [BINDING_BETA];
}

/** The budget is part of `max_tokens` and must be smaller, so the room for the answer itself is added to it. */
export function maxTokensWithBudget(maxTokens: number, { thinking }: Thinking, model: OpenAiModel): number {
  const budget = thinking?.type === "enabled" ? thinking.budget_tokens : undefined;
  if (typeof budget !== "number" || maxTokens > budget) return maxTokens;
  return Math.min(model.maxOutputTokens, maxTokens + budget);
}

/**
 * With a budget, the upstream wants the thinking that led to a tool call back with its result. A client that lost the thinking can still
 * get its answer, without thinking.
 */
export function lacksThinking(turns: Turn[], { thinking }: Thinking): boolean {
  if (thinking?.type !== "enabled" || !turns.at(-1)?.content.some((block) => block.type === "tool_result")) return false;
  const first = turns.at(-2)?.content[0];
  return first === undefined || !isThought(first);
}

function requestedEffort(outside: unknown, inside: unknown, ignored: string[]): { effort: RequestedEffort | undefined; param: string } {
  const param = isAbsent(outside) ? "reasoning.effort" : "reasoning_effort";
  const requested = outside ?? inside;
  if (isAbsent(requested)) return { effort: undefined, param };
  if (!isAbsent(inside) && inside !== requested) ignored.push("reasoning.effort");
  const effort = REQUESTED_EFFORTS.find((each) => each === requested);
  if (effort === undefined) throw invalid(param, `must be one of ${REQUESTED_EFFORTS.join(", ")}.`);
  return { effort, param };
}

function withoutThinking({ capabilities }: OpenAiModel): Omit<Thinking, "param"> {
  switch (capabilities.thinking) {
    case "adaptive_always":
      return capabilities.takesBetweenToolsThinking ? { thinking: { type: "between_tools" } } : { effort: "low" };
    case "budget":
    case "none":
      return {};
    default:
      return { thinking: { type: "disabled" } };
  }
}

function nearestEffort(effort: Exclude<RequestedEffort, "none">, { capabilities }: OpenAiModel): Effort {
  const wanted = effort === "minimal" ? "low" : effort;
  return capabilities.efforts.includes(wanted) ? wanted : "high";
}
