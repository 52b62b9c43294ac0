import { AppError } from "@/lib/basics/errors";
import { invalid, isAbsent, optionalBoolean, requireObject, requireText } from "@/lib/wire/fields";
import { type JsonObject, parseTextBody, writeJson } from "@/lib/wire/json";
import { type MappedCall, toMappedCall } from "@/lib/wire/openai/mapped-call";
import { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { toAnswerFormat } from "@/lib/wire/openai/response-format";
import { toThinking, withSummary } from "@/lib/wire/openai/thinking";
import { isSerial, toToolPlan } from "@/lib/wire/openai/tool-choice";
import { toTools } from "@/lib/wire/openai/tools";
import { toInput } from "@/lib/wire/openai-responses/input";
import { ignoredResponsesParameters, refuseUnsupportedResponses } from "@/lib/wire/openai-responses/refused-parameters";
import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";
import { withoutNamespaces } from "@/lib/wire/openai-responses/tool-namespaces";

/** The members of `reasoning` that have an effect. */
const REASONING = new Set(["effort", "summary", "generate_summary"]);

/** A body of `/responses` before its model is known. */
export type ResponsesRequest = {
  modelId: string;
  isStream: boolean;
  fields: JsonObject;
  /** The part of its request that every state of the response repeats, as the members of a JSON object. */
  echo: string;
  /** The caller expects its answer to be stored, as OpenAI does by default. */
  isStored: boolean;
};

/** Throws `invalid_request`. */
export function parseResponsesRequest(body: Buffer): ResponsesRequest {
  const fields = parseTextBody(body);
  const isStored = optionalBoolean(fields.store, "store") ?? true;
  const modelId = requireText(fields.model, "model");
  const isStream = optionalBoolean(fields.stream, "stream") ?? false;
  return { modelId, isStream, fields, echo: echoOf(fields), isStored };
}

/**
 * Writes the request as a Messages request for this model. Throws `invalid_request` with the parameter at fault for what cannot be mapped.
 */
export function responsesToMessages(
  { fields, modelId, isStream }: ResponsesRequest,
  model: OpenAiModel,
  { isStrict = false, storedItems }: { isStrict?: boolean; storedItems?: StoredItems | undefined } = {},
): MappedCall {
  refuseUnsupportedResponses(fields);
  const ignored = ignoredResponsesParameters(fields);
  const book = new MarkerBook();
  const conversation = toInput(fields, model, book, ignored, storedItems);
  const { tools, names } = toTools(withoutNamespaces(fields.tools), "", model, book, ignored);
  const text = isAbsent(fields.text) ? {} : requireObject(fields.text, "text");
  const parts = {
    modelId,
    isStream,
    fields,
    conversation,
    plan: toToolPlan(fields.tool_choice, tools, model, { param: "tool_choice", inside: "", isStrict, isSerial: isSerial(fields) }, ignored),
    toolNames: names,
    isStrict,
    thinking: withSummary(
      toThinking({ reasoning: fields.reasoning, thinking: fields.thinking }, REASONING, model, ignored),
      fields.reasoning,
      model,
    ),
    format: toAnswerFormat(text.format, { param: "text.format", wrapper: null }, model, ignored),
    maxTokensParam: "max_output_tokens",
    stopSequences: [],
    ignored,
  };
  return toMappedCall(parts, model, book);
}

function echoOf(fields: JsonObject): string {
  const text = isAbsent(fields.text) ? {} : requireObject(fields.text, "text");
  const reasoning = isAbsent(fields.reasoning) ? {} : requireObject(fields.reasoning, "reasoning");
  const echo = writeJson({
    background: false,
    instructions: fields.instructions ?? null,
    max_output_tokens: fields.max_output_tokens ?? null,
    metadata: metadataOf(fields.metadata),
    parallel_tool_calls: fields.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: fields.prompt_cache_key ?? null,
    reasoning: { effort: reasoning.effort ?? null, summary: reasoning.summary ?? null },
    safety_identifier: fields.safety_identifier ?? null,
    service_tier: "default",
    store: false,
    temperature: fields.temperature ?? null,
    text: { ...text, format: text.format ?? { type: "text" } },
    tool_choice: fields.tool_choice ?? "auto",
    tools: fields.tools ?? [],
    top_logprobs: 0,
    top_p: fields.top_p ?? null,
    truncation: "disabled",
    user: fields.user ?? null,
  });
  if (echo === undefined) throw new AppError("invalid_request", "The request is nested too deeply. Nothing was charged.");
  return echo.slice(1, -1);
}

/** Stored for the caller only: none of it goes upstream. */
function metadataOf(metadata: unknown): JsonObject {
  if (isAbsent(metadata)) return {};
  const pairs = requireObject(metadata, "metadata");
  if (!Object.values(pairs).every((value) => typeof value === "string")) throw invalid("metadata", "its values must be strings.");
  return pairs;
}
