import { invalid, notOneOf } from "./errors";
import type { Model } from "./models";
import { blocksOf, type MessagesRequest } from "./request";
import type { Rules } from "./rules";
import { checkThinking } from "./validate-thinking";

/** Checks that differ between models. */
export function checkAgainstModel(request: MessagesRequest, model: Model, rules: Rules): void {
  checkSampling(request, model, rules);
  checkThinking(request, model, rules);
  checkEffort(request, model);
  checkForcedTools(request, model);
  checkModifiers(request, model, rules);
  if (request.max_tokens !== undefined && request.max_tokens > model.maxOutputTokens)
    throw invalid(
      `max_tokens: ${request.max_tokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  if (!model.takesPrefill && request.messages.at(-1)?.role === "assistant")
    throw invalid("This model does not support assistant message prefill. The conversation must end with a user message.");
  if (!model.takesSystemTurns && request.messages.some((turn) => turn.role === "system"))
    throw invalid("role 'system' is not supported on this model");
  if (request.output_config?.format && !model.takesOutputFormat)
    throw invalid("output_config.format: structured outputs are not supported on this model");
  if (request.max_tokens === 0) checkPreWarm(request);
}

function checkSampling(request: MessagesRequest, model: Model, rules: Rules): void {
  for (const name of ["temperature", "top_p", "top_k"] as const) {
    if (request[name] === undefined) continue;
    if (!model.takesSampling) throw invalid(`\`${name}\` is deprecated for this model.`);
    if (rules.apiVersion >= "2026-10-21") throw invalid(`${name}: Extra inputs are not permitted`);
  }
  if (request.temperature !== undefined && (request.temperature < 0 || request.temperature > 1)) throw invalid("temperature: range: 0..1");
  if (model.takesTemperatureOrTopPOnly && request.temperature !== undefined && request.top_p !== undefined)
    throw invalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
}

function checkEffort(request: MessagesRequest, model: Model): void {
  const effort = request.output_config?.effort;
  if (effort === undefined || effort === null) return;
  if (model.efforts.length === 0) throw invalid("This model does not support the effort parameter.");
  if (!model.efforts.includes(effort)) throw notOneOf("output_config.effort", model.efforts);
}

function checkForcedTools(request: MessagesRequest, model: Model): void {
  const choice = request.tool_choice?.type;
  if (choice !== "any" && choice !== "tool") return;
  if (!model.takesForcedTools) throw invalid('tool_choice: type "tool" and "any" are not supported for this model.');
  if (request.thinking?.type === "enabled") throw invalid("Thinking may not be enabled when tool_choice forces tool use.");
}

function checkModifiers(request: MessagesRequest, model: Model, rules: Rules): void {
  if (request.inference_geo === "us" && !model.takesUsOnly) throw invalid("inference_geo: is not supported on this model");
  if (request.speed !== "fast" || model.fast === "yes" || model.fast === "ignored") return;
  const hasBeta = rules.betas.some((each) => each.startsWith("fast-mode-"));
  if (model.fast === "no" || !hasBeta) throw invalid("speed: fast mode is not supported on this model");
}

/** A request for no output only warms the cache. */
function checkPreWarm(request: MessagesRequest): void {
  const isForced = request.tool_choice?.type === "any" || request.tool_choice?.type === "tool";
  if (request.stream || request.thinking?.type === "enabled" || request.output_config?.format || isForced)
    throw invalid("max_tokens: 0 cannot be combined with stream, enabled thinking, output_config.format or a forced tool_choice");
  if (blocksOf(request.messages.at(-1)?.content).length === 0) throw invalid("messages: at least one content block is required");
}
