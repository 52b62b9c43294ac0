import type { Message, Usage } from "@anthropic-ai/sdk/resources/messages";
import { answer } from "./answer";
import { directivesIn } from "./directives";
import { newId } from "./ids";
import type { Model } from "./models";
import type { PromptUsage } from "./prompt-cache";
import { lastUserText, type MessagesRequest } from "./request";
import { type ServerLoop, serverLoop } from "./server-loop";

/** The finished answer in the shape of the Messages API, usage included. */
export function composeMessage(request: MessagesRequest, model: Model, prompt: PromptUsage, defaultTokens: number | null): Message {
  const answered = answer(request, model, defaultTokens);
  const asked = directivesIn(lastUserText(request)).serverTools;
  const loop = asked ? serverLoop(request, model, prompt, asked, answered.outputTokens) : { usage: prompt, searches: 0 };
  return {
    id: newId("msg"),
    type: "message",
    role: "assistant",
    model: model.id,
    content: answered.content,
    container: null,
    diagnostics: null,
    stop_reason: answered.stopReason,
    stop_sequence: answered.stopSequence,
    stop_details: null,
    usage: usageOf(request, model, loop, answered),
  };
}

function usageOf(
  request: MessagesRequest,
  model: Model,
  { usage: prompt, searches }: ServerLoop,
  answered: { outputTokens: number; thinkingTokens: number },
): Usage {
  const usage: Usage = {
    input_tokens: prompt.input,
    cache_creation_input_tokens: prompt.write5m + prompt.write1h,
    cache_read_input_tokens: prompt.read,
    cache_creation: { ephemeral_5m_input_tokens: prompt.write5m, ephemeral_1h_input_tokens: prompt.write1h },
    output_tokens: answered.outputTokens,
    output_tokens_details: answered.thinkingTokens > 0 ? { thinking_tokens: answered.thinkingTokens } : null,
    server_tool_use: searches > 0 ? { web_search_requests: searches, web_fetch_requests: 0 } : null,
    service_tier: "standard",
    speed: null,
    inference_geo: model.takesUsOnly ? (request.inference_geo === "us" ? "us" : "global") : "not_available",
  };
  if (request.speed) usage.speed = request.speed === "fast" && model.fast !== "ignored" ? "fast" : "standard";
  return usage;
}
