import { invalid, isAbsent, requireJson, requireObject } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { FreeKeys, RecursiveSchema, supportedSchema } from "@/lib/wire/openai/supported-schema";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

// The upstream has no plain JSON mode, and the newer models do not continue an answer that begins with a brace.
const JSON_INSTRUCTION = "Answer with a single JSON object and nothing else: no text around it and no code fence.";

/** A schema for `output_config.format`, or an instruction for the end of the system prompt. */
export type AnswerFormat = { format?: JsonObject; instruction?: string };

/** The place of the format: `wrapper` names the object inside it that holds the schema; null where the format itself holds it. */
type FormatPlace = { param: string; wrapper: "json_schema" | null };

/**
 * What a format parameter asks for. A schema that the model cannot enforce becomes words in the prompt, unless `strict` asks for what
 * OpenAI would refuse as well. `ignored` then receives its place, and the places of words that the upstream does not know.
 */
export function toAnswerFormat(format: unknown, { param, wrapper }: FormatPlace, model: OpenAiModel, ignored: string[]): AnswerFormat {
  if (isAbsent(format)) return {};
  const requested = requireObject(format, param);
  if (requested.type === "text") return {};
  if (requested.type === "json_object") return { instruction: JSON_INSTRUCTION };
  if (requested.type !== "json_schema") throw invalid(`${param}.type`, "must be text, json_object or json_schema.");
  const place = wrapper ? `${param}.${wrapper}` : param;
  const named = wrapper ? requireObject(requested[wrapper], place) : requested;
  const schema = requireObject(named.schema, `${place}.schema`);
  if (!model.capabilities.takesStructuredOutput) {
    if (named.strict === true) throw new UnsupportedParameter(param);
    return inWords(schema, param, ignored);
  }
  try {
    return { format: { type: "json_schema", schema: supportedSchema(schema, `${place}.schema`, ignored) } };
  } catch (error) {
    const isLoose = error instanceof FreeKeys && named.strict !== true;
    if ((isLoose || error instanceof RecursiveSchema) && error.param) return inWords(schema, error.param, ignored);
    throw error;
  }
}

function inWords(schema: JsonObject, param: string, ignored: string[]): AnswerFormat {
  ignored.push(param);
  return { instruction: `${JSON_INSTRUCTION} It must fit this JSON schema:\n${requireJson(schema, param)}` };
}
