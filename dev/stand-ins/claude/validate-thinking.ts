import { invalid } from "./errors";
import type { Model } from "./models";
import { type Block, blocksOf, type MessagesRequest, type Thinking } from "./request";
import type { Rules } from "./rules";

const GUIDE = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking";
const NEWEST_GUIDE = "https://platform.claude.com/docs/en/build-with-claude/extended-thinking";
const LEAST_BUDGET = 1024;
const LEAST_TOP_P = 0.95;

/** The kinds of thinking that each model accepts, and the fields that go with them. */
export function checkThinking(request: MessagesRequest, model: Model, rules: Rules): void {
  const { thinking } = request;
  if (!thinking) return;
  const effort = request.output_config?.effort ?? model.defaultEffort;
  const isHighAtMost = ["low", "medium", "high"].includes(effort);
  const refusal = `"thinking.type.${thinking.type}" is not supported for this model.`;
  if (thinking.type === "enabled") {
    if ("ABCD".includes(model.thinking))
      throw invalid(`${refusal} Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`);
    if (model.thinking === "N") throw invalid(refusal);
    checkBudget(thinking, request, rules);
    checkFirstBlock(request);
  }
  if (thinking.type === "adaptive" && "FN".includes(model.thinking)) throw invalid("adaptive thinking is not supported on this model");
  if (thinking.type === "disabled" && (model.thinking === "A" || (model.thinking === "B" && !isHighAtMost))) throw invalid(refusal);
  if (thinking.type === "between_tools" && (model.id !== "claude-sonnet-5-5" || !isHighAtMost)) throw invalid(refusal);
  if (thinking.type === "enabled" || thinking.type === "adaptive") checkSamplingBeside(request);
}

/** Between tool calls a model may think on, past the end of one answer. */
function checkBudget({ budget_tokens: budget = 0 }: Thinking, request: MessagesRequest, { betas }: Rules): void {
  if (budget < LEAST_BUDGET) throw invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
  const isInterleaved = betas.some((beta) => beta.startsWith("interleaved-thinking-"));
  if (request.max_tokens !== undefined && budget >= request.max_tokens && !isInterleaved)
    throw invalid(
      `\`max_tokens\` must be greater than \`thinking.budget_tokens\`. Please consult our documentation at ${GUIDE}#max-tokens-and-context-window-size`,
    );
}

function checkSamplingBeside({ temperature, top_p: topP, top_k: topK }: MessagesRequest): void {
  const suffix = `when thinking is enabled or in adaptive mode. Please consult our documentation at ${NEWEST_GUIDE}`;
  if (temperature !== undefined && temperature !== 1) throw invalid(`\`temperature\` may only be set to 1 ${suffix}`);
  if (topP !== undefined && topP < LEAST_TOP_P) throw invalid(`\`top_p\` must be greater than or equal to 0.95 or unset ${suffix}`);
  if (topK !== undefined) throw invalid(`\`top_k\` must be unset ${suffix}`);
}

/** With a budget, the thinking that led to a tool call comes back with its result. */
function checkFirstBlock({ messages }: MessagesRequest): void {
  if (!blocksOf(messages.at(-1)?.content).some((block) => block.type === "tool_result")) return;
  const at = messages.findLastIndex((turn) => turn.role === "assistant");
  const first: Block | undefined = blocksOf(messages[at]?.content)[0];
  if (!first || first.type === "thinking" || first.type === "redacted_thinking") return;
  throw invalid(
    `messages.${at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at ${GUIDE}`,
  );
}
