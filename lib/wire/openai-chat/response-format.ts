import { invalid, isAbsent, requireObject } from "../fields";
import { isObject, type JsonObject } from "../json";
import type { ChatModel } from "./chat-model";
import { UnsupportedParameter } from "./unsupported-parameter";

// The upstream knows no plain JSON mode, and the newer models continue no answer that was begun with a brace.
const JSON_INSTRUCTION = "Answer with a single JSON object and nothing else: no text around it and no code fence.";

const DEEPEST_SCHEMA = 100;

// Limits that the upstream refuses inside a schema. The caller's own validation still sees a breach of them.
const UNSUPPORTED_LIMITS = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
]);

/** What `response_format` asks for: a schema for `output_config.format`, or an instruction for the end of the system prompt. */
export function toResponseFormat(format: unknown, model: ChatModel): { format?: JsonObject; instruction?: string } {
  if (isAbsent(format)) return {};
  const { type, json_schema: named } = requireObject(format, "response_format");
  if (type === "text") return {};
  if (type === "json_object") return { instruction: JSON_INSTRUCTION };
  if (type !== "json_schema") throw invalid("response_format.type", "must be text, json_object or json_schema.");
  if (!model.capabilities.takesStructuredOutput) throw new UnsupportedParameter("response_format");
  const schema = requireObject(requireObject(named, "response_format.json_schema").schema, "response_format.json_schema.schema");
  return { format: { type: "json_schema", schema: supportedSchema(schema) } };
}

/** Objects are closed, as the upstream demands, and limits that it does not know are left out. */
function supportedSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > DEEPEST_SCHEMA) throw invalid("response_format.json_schema.schema", "is nested too deeply.");
  const supported: JsonObject = {};
  for (const [name, value] of Object.entries(schema)) {
    if (UNSUPPORTED_LIMITS.has(name)) continue;
    if (name === "properties" || name === "$defs" || name === "definitions") supported[name] = eachSchema(value, depth);
    else if (name === "enum" || name === "const" || name === "default" || name === "examples") supported[name] = value;
    else supported[name] = nested(value, depth);
  }
  if (schema.type === "object" || isObject(schema.properties)) supported.additionalProperties = false;
  return supported;
}

/** An object whose keys are names of the caller's, not words of JSON Schema. */
function eachSchema(schemas: unknown, depth: number): unknown {
  if (!isObject(schemas)) return schemas;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, nested(schema, depth)]));
}

function nested(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each) => (isObject(each) ? supportedSchema(each, depth + 1) : each));
  return isObject(value) ? supportedSchema(value, depth + 1) : value;
}
