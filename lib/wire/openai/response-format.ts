import { invalid, isAbsent, requireObject } from "../fields";
import { isObject, type JsonObject } from "../json";
import type { OpenAiModel } from "./openai-model";
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

const NO_FREE_KEYS = "this model can only be held to objects whose keys are all listed in properties, with no others.";

/** A schema for `output_config.format`, or an instruction for the end of the system prompt. */
export type AnswerFormat = { format?: JsonObject; instruction?: string };

/** Where the format stands: `wrapper` is the object inside it that holds the schema, null where it does so itself. */
type FormatPlace = { param: string; wrapper: "json_schema" | null };

/** What a format parameter asks for; `ignored` receives the limits that the upstream does not know. */
export function toAnswerFormat(format: unknown, { param, wrapper }: FormatPlace, model: OpenAiModel, ignored: string[]): AnswerFormat {
  if (isAbsent(format)) return {};
  const asked = requireObject(format, param);
  if (asked.type === "text") return {};
  if (asked.type === "json_object") return { instruction: JSON_INSTRUCTION };
  if (asked.type !== "json_schema") throw invalid(`${param}.type`, "must be text, json_object or json_schema.");
  if (!model.capabilities.takesStructuredOutput) throw new UnsupportedParameter(param);
  const place = wrapper ? `${param}.${wrapper}` : param;
  const named = wrapper ? requireObject(asked[wrapper], place) : asked;
  const schema = requireObject(named.schema, `${place}.schema`);
  return { format: { type: "json_schema", schema: supportedSchema(schema, `${place}.schema`, ignored) } };
}

/**
 * The schema as the upstream takes it where an answer must hold to it. Throws `invalid_request` with the place of an object whose
 * keys are free: closed, as the upstream demands it, only `{}` would answer it.
 */
export function supportedSchema(schema: JsonObject, param: string, ignored: string[]): JsonObject {
  const supported = new SupportedSchema(param);
  const written = supported.of(schema, param);
  for (const name of supported.leftOut) ignored.push(`${param}.*.${name}`);
  return written;
}

/** Objects are closed, as the upstream demands, and limits that it does not know are left out. */
class SupportedSchema {
  readonly leftOut = new Set<string>();

  constructor(private readonly param: string) {}

  of(schema: JsonObject, param: string, depth = 0): JsonObject {
    if (depth > DEEPEST_SCHEMA) throw invalid(this.param, "is nested too deeply.");
    const isObjects = isObject(schema.properties) || allowsObjects(schema.type);
    refuseFreeKeys(schema, isObjects, param);
    const supported: JsonObject = {};
    for (const [name, value] of Object.entries(schema)) {
      if (UNSUPPORTED_LIMITS.has(name)) this.leftOut.add(name);
      else if (name === "properties" || name === "$defs" || name === "definitions")
        supported[name] = this.#each(value, `${param}.${name}`, depth);
      else if (name === "enum" || name === "const" || name === "default" || name === "examples") supported[name] = value;
      else supported[name] = this.#nested(value, param, name, depth);
    }
    if (isObjects) supported.additionalProperties = false;
    return supported;
  }

  /** An object whose keys are names of the caller's, not words of JSON Schema. */
  #each(schemas: unknown, param: string, depth: number): unknown {
    if (!isObject(schemas)) return schemas;
    return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, this.#nested(schema, param, name, depth)]));
  }

  #nested(value: unknown, param: string, name: string, depth: number): unknown {
    if (Array.isArray(value)) {
      return value.map((each, index) => (isObject(each) ? this.of(each, `${param}.${name}.${index}`, depth + 1) : each));
    }
    return isObject(value) ? this.of(value, `${param}.${name}`, depth + 1) : value;
  }
}

function allowsObjects(type: unknown): boolean {
  return type === "object" || (Array.isArray(type) && type.includes("object"));
}

function refuseFreeKeys({ additionalProperties: others, properties }: JsonObject, isObjects: boolean, param: string): void {
  if (others === false) return;
  if (!isAbsent(others)) throw new UnsupportedParameter(`${param}.additionalProperties`, NO_FREE_KEYS);
  if (isObjects && !isObject(properties)) throw new UnsupportedParameter(param, NO_FREE_KEYS);
}
