import { invalid, isAbsent, requireJson, requireObject } from "@/lib/wire/fields";
import { isObject, type JsonObject, writeJson } from "@/lib/wire/json";
import { upstreamKey } from "@/lib/wire/openai/upstream-names";

const CHOICES = ["anyOf", "oneOf", "allOf"] as const;
/** More choices than any caller writes. A choice may point to others, and so to itself. */
const MOST_CHOICES = 1_000;

/** A tool's input as the upstream takes it: replaced keys, and additions to its description. */
export type ToolInput = { schema: JsonObject; keys: Record<string, string> | undefined; rule: string | undefined };

/**
 * The root of a tool's input is one plain object upstream, whose keys have a limited alphabet. Choices at the root become one object with
 * all their properties; `ignored` receives what then stands only in the description. Throws `invalid_request` for a root that is not an
 * object.
 */
export function toolInput(parameters: unknown, param: string, ignored: string[]): ToolInput {
  if (isAbsent(parameters)) return { schema: { type: "object", properties: {} }, keys: undefined, rule: undefined };
  const given = withoutNull(resolved(requireObject(parameters, param)));
  const words = CHOICES.filter((word) => given[word] !== undefined);
  const merged = words.length === 0 ? given : new RootMerge(given, param).merged();
  const schema = isAbsent(merged.type) ? withType(merged) : merged;
  if (schema.type !== "object") throw invalid(`${param}.type`, 'the input of a tool is an object: it must be "object".');
  for (const word of words) ignored.push(`${param}.${word}`);
  const { schema: written, keys } = withUpstreamKeys(schema);
  const narrowing = words.filter((word) => word !== "allOf");
  if (narrowing.length === 0) return { schema: written, keys, rule: undefined };
  const choices = Object.fromEntries(narrowing.map((word) => [word, given[word]]));
  return { schema: written, keys, rule: `The input must also fit ${requireJson(choices, param)}.` };
}

/** A schema without a type describes an object. The type is written first, as callers do. */
function withType({ type: _, ...rest }: JsonObject): JsonObject {
  return { type: "object", ...rest };
}

/** A root that points to a definition is replaced by it. */
function resolved(schema: JsonObject): JsonObject {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...own } = schema;
  const name = typeof $ref === "string" ? /^#\/(\$defs|definitions)\/([^/]+)$/.exec($ref) : null;
  const definitions = name?.[1] ? schema[name[1]] : undefined;
  const definition = isObject(definitions) && name?.[2] ? definitions[name[2]] : undefined;
  return isObject(definition) ? { ...definition, ...own } : schema;
}

/** An input that may be null becomes one that may be left out: the upstream always gives an object. */
function withoutNull(given: JsonObject): JsonObject {
  if (given.nullable === undefined && !Array.isArray(given.type)) return given;
  const { nullable: _, ...schema } = given;
  return Array.isArray(schema.type) && schema.type.includes("object") ? { ...schema, type: "object" } : schema;
}

/** Combines what a root and its choices say about one object. */
class RootMerge {
  readonly #variants = new Map<string, Map<string, unknown>>();
  #left = MOST_CHOICES;

  constructor(
    private readonly root: JsonObject,
    private readonly param: string,
  ) {}

  merged(): JsonObject {
    const { anyOf, oneOf, allOf, properties: _, required: __, ...own } = this.root;
    const required = [...this.#add(this.root)];
    const properties = Object.fromEntries([...this.#variants].map(([name, variants]) => [name, anyOfThem([...variants.values()])]));
    return { ...own, properties, ...(required.length > 0 && { required }) };
  }

  /** Returns the properties that all of it requires. */
  #add(schema: JsonObject): Set<unknown> {
    if (--this.#left < 0) throw invalid(this.param, `the input has more than ${MOST_CHOICES} choices at its head.`);
    for (const [name, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const variants = this.#variants.get(name) ?? new Map<string, unknown>();
      this.#variants.set(name, variants.set(writeJson(property) ?? name, property));
    }
    const required = new Set<unknown>(Array.isArray(schema.required) ? schema.required : []);
    for (const part of this.#objectsIn(schema.allOf)) for (const name of this.#add(part)) required.add(name);
    for (const choice of [schema.anyOf, schema.oneOf]) {
      // Only what every choice requires is required.
      const [first, ...others] = this.#objectsIn(choice).map((part) => this.#add(part));
      for (const name of first ?? []) if (others.every((other) => other.has(name))) required.add(name);
    }
    return required;
  }

  #objectsIn(list: unknown): JsonObject[] {
    const { $defs, definitions } = this.root;
    const parts = Array.isArray(list) ? list.filter(isObject).map((each) => resolved({ ...each, $defs, definitions })) : [];
    return parts.filter((part) => part.type === undefined || part.type === "object");
  }
}

function anyOfThem(variants: unknown[]): unknown {
  return variants.length === 1 ? variants[0] : { anyOf: variants };
}

function withUpstreamKeys(schema: JsonObject): Pick<ToolInput, "schema" | "keys"> {
  const { properties, required } = schema;
  if (!isObject(properties)) return { schema, keys: undefined };
  const others = Object.keys(properties).filter((name) => upstreamKey(name) !== name);
  if (others.length === 0) return { schema, keys: undefined };
  const renamed = Object.fromEntries(Object.entries(properties).map(([name, property]) => [upstreamKey(name), property]));
  const needed = Array.isArray(required) && { required: required.map((name) => (typeof name === "string" ? upstreamKey(name) : name)) };
  return {
    schema: { ...schema, properties: renamed, ...needed },
    keys: Object.fromEntries(others.map((name) => [upstreamKey(name), name])),
  };
}
