import { assistant, HI, NEWEST, OLDER, type Refusal, text, user } from "@/lib/relay/testing/claude-refusals/refusal";

const TOOL = { name: "now", input_schema: { type: "object" } };
const FUNCTION = { type: "function", function: { name: "now", parameters: { type: "object", properties: {} } } };
const ENABLED = { type: "enabled", budget_tokens: 1024 };
const GUIDE = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking";
const NEWEST_GUIDE = "https://platform.claude.com/docs/en/build-with-claude/extended-thinking";
const LOOP = [
  HI,
  assistant({ type: "tool_use", id: "a", name: "now", input: {} }),
  user({ type: "tool_result", tool_use_id: "a", content: "1" }),
];
const CHAT_LOOP = [
  HI,
  { role: "assistant", tool_calls: [{ id: "a", type: "function", function: { name: "now", arguments: "{}" } }] },
  { role: "tool", tool_call_id: "a", content: "1" },
];

/** How a model may think, and what goes with it. */
export const OF_THINKING: Refusal[] = [
  {
    name: "temperature beside thinking",
    ask: { max_tokens: 2_000, thinking: ENABLED, temperature: 0.5 },
    says: `\`temperature\` may only be set to 1 when thinking is enabled or in adaptive mode. Please consult our documentation at ${NEWEST_GUIDE}`,
    source: "mnfst/modelparams.dev#214",
    messages: "passed on",
    chat: { thinking: ENABLED, max_tokens: 2_000, temperature: 0.5 },
    becomes: "mapped",
  },
  {
    name: "top_p beside thinking",
    ask: { max_tokens: 2_000, thinking: ENABLED, top_p: 0.5 },
    says: `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode. Please consult our documentation at ${NEWEST_GUIDE}`,
    source: null,
    messages: "passed on",
    chat: { thinking: ENABLED, max_tokens: 2_000, top_p: 0.5 },
    becomes: "mapped",
  },
  {
    name: "top_k beside thinking",
    ask: { max_tokens: 2_000, thinking: ENABLED, top_k: 5 },
    says: `\`top_k\` must be unset when thinking is enabled or in adaptive mode. Please consult our documentation at ${NEWEST_GUIDE}`,
    source: null,
    messages: "passed on",
    chat: { thinking: ENABLED, max_tokens: 2_000, top_k: 5 },
    becomes: "mapped",
  },
  {
    name: "a budget on a newer model",
    ask: { model: NEWEST, max_tokens: 2_000, thinking: ENABLED },
    says: '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    source: "earendil-works/pi#3297",
    messages: "passed on",
    chat: { model: NEWEST, reasoning_effort: "high" },
    becomes: "mapped",
  },
  {
    name: "a budget on a model that does not think",
    ask: { model: "claude-3-5-haiku-20241022", max_tokens: 2_000, thinking: ENABLED },
    says: '"thinking.type.enabled" is not supported for this model.',
    source: null,
    messages: /No upstream account serves/,
  },
  {
    name: "thinking off where it is always on",
    ask: { model: NEWEST, thinking: { type: "disabled" } },
    says: '"thinking.type.disabled" is not supported for this model.',
    source: null,
    messages: "passed on",
    chat: { model: NEWEST, reasoning_effort: "none" },
    becomes: "mapped",
  },
  {
    name: "thinking between tools on another model",
    ask: { thinking: { type: "between_tools" } },
    says: '"thinking.type.between_tools" is not supported for this model.',
    source: null,
    messages: "passed on",
    chat: { reasoning_effort: "none" },
    becomes: "mapped",
  },
  {
    name: "adaptive thinking on an older model",
    ask: { model: OLDER, thinking: { type: "adaptive" } },
    says: "adaptive thinking is not supported on this model",
    source: "docker/docker-agent#3362",
    messages: "passed on",
    chat: { model: OLDER, reasoning_effort: "high" },
    becomes: "mapped",
  },
  {
    name: "a budget that is too small",
    ask: { thinking: { type: "enabled", budget_tokens: 512 } },
    says: "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    source: "themaximalist/llm.js#30",
    messages: "passed on",
    chat: { reasoning_effort: "minimal" },
    becomes: "mapped",
  },
  {
    name: "a budget over max_tokens",
    ask: { thinking: { type: "enabled", budget_tokens: 2_000 } },
    says: `\`max_tokens\` must be greater than \`thinking.budget_tokens\`. Please consult our documentation at ${GUIDE}#max-tokens-and-context-window-size`,
    source: "liuw1535/antigravity2api-nodejs#149",
    messages: "passed on",
    chat: { model: OLDER, reasoning_effort: "high" },
    becomes: "mapped",
  },
  {
    name: "a call's result without the thinking before it",
    ask: { max_tokens: 2_000, thinking: ENABLED, tools: [TOOL], messages: LOOP },
    says: `messages.1.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`tool_use\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at ${GUIDE}`,
    source: "lbjlaq/Antigravity-Manager#139",
    messages: "passed on",
    chat: { model: OLDER, reasoning_effort: "high", tools: [FUNCTION], messages: CHAT_LOOP },
    becomes: "mapped",
  },
  {
    name: "thinking without its signature",
    ask: { messages: [HI, assistant({ type: "thinking", thinking: "So." }, text("y")), HI] },
    says: "messages.1.content.0.thinking.signature: Field required",
    source: null,
    messages: "passed on",
    chat: { messages: [HI, { role: "assistant", content: "y", reasoning_content: "So." }, HI] },
    becomes: "mapped",
  },
  {
    name: "a forced tool beside thinking",
    ask: { max_tokens: 2_000, thinking: ENABLED, tools: [TOOL], tool_choice: { type: "any" } },
    says: "Thinking may not be enabled when tool_choice forces tool use.",
    source: "can1357/oh-my-pi#341",
    messages: "passed on",
    chat: { model: OLDER, reasoning_effort: "high", tools: [FUNCTION], tool_choice: "required" },
    becomes: "mapped",
  },
];
