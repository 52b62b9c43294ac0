import { invalid, isAbsent } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

const DEEPEST_SCHEMA = 100;

/** Keywords whose value is an object of schemas under the caller's own names. */
const NAMED_SCHEMAS = new Set(["properties", "$defs", "definitions"]);
/** Keywords whose values are schemas, or lists of them. */
const SCHEMAS = new Set(["items", "anyOf", "allOf"]);
/** Further keywords that the upstream takes (Anthropic's documentation of structured outputs, November 2026). */
const TAKEN = new Set([
  "type",
  "title",
  "description",
  "enum",
  "const",
  "default",
  "examples",
  "required",
  "$ref",
  "$schema",
  "$id",
  "$comment",
]);
const FORMATS = new Set(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"]);
/** Keywords that say nothing about a value, or that repeat what `additionalProperties` already says. */
const SILENT = new Set(["additionalProperties", "unevaluatedProperties", "additionalItems", "nullable", "oneOf", "prefixItems"]);

const NO_FREE_KEYS = "this model can only be held to objects whose keys are all listed in properties, with no others.";

/** An object with free keys: the upstream demands a closed one, which only `{}` would match. */
export class FreeKeys extends UnsupportedParameter {
  constructor(param: string) {
    super(param, NO_FREE_KEYS);
  }
}

/** A schema that contains itself: the upstream takes none. */
export class RecursiveSchema extends UnsupportedParameter {
  constructor(param: string) {
    super(param, "this model cannot be held to a schema that contains itself.");
  }
}

/**
 * The schema for an answer that must match it, as the upstream takes it: objects are closed, `oneOf` becomes `anyOf`, and unknown keywords
 * go into the description, where the model reads them. `ignored` receives those keywords. Throws `FreeKeys` and `RecursiveSchema` with the
 * place, and `invalid_request`.
 */
export function supportedSchema(schema: JsonObject, param: string, ignored: string[]): JsonObject {
  const supported = new SupportedSchema(param, schema);
  supported.checkReferences();
  const written = supported.of(schema, param);
  for (const name of supported.described) ignored.push(`${param}.*.${name}`);
  return written;
}

class SupportedSchema {
  readonly described = new Set<string>();
  readonly #mergedNames = new Map<string, JsonObject>();

  constructor(
    private readonly param: string,
    private readonly root: JsonObject,
  ) {}

  of(given: JsonObject, param: string, depth = 0): JsonObject {
    if (depth > DEEPEST_SCHEMA) throw invalid(this.param, "is nested too deeply.");
    const schema = this.#merged(given);
    const isObjects = isObject(schema.properties) || allowsObjects(schema.type);
    refuseFreeKeys(schema, isObjects, param);
    const supported: JsonObject = {};
    const inWords: JsonObject = {};
    for (const [name, value] of Object.entries(schema)) {
      if (NAMED_SCHEMAS.has(name)) supported[name] = this.#each(value, `${param}.${name}`, depth);
      else if (name === "items" && typeof value === "boolean") continue;
      else if (SCHEMAS.has(name)) supported[name] = this.#nested(value, param, name, depth);
      else if (isTaken(name, value)) supported[name] = value;
      else if (!SILENT.has(name)) inWords[name] = value;
    }
    this.#addChoices(supported, inWords, schema, param, depth);
    this.#addTuple(supported, inWords, schema, param, depth);
    if (isObjects) supported.additionalProperties = false;
    return this.#addRule(schema.nullable === true ? nullable(supported) : supported, inWords);
  }

  /** Throws for a definition that leads back to itself, and for a missing one. */
  checkReferences(): void {
    const open = new Set<string>();
    const done = new Set<string>();
    const visit = (value: unknown, depth: number): void => {
      if (depth > DEEPEST_SCHEMA * 4) throw invalid(this.param, "is nested too deeply.");
      if (Array.isArray(value)) for (const each of value) visit(each, depth + 1);
      if (!isObject(value)) return;
      const ref = value.$ref;
      if (typeof ref === "string" && !done.has(ref)) {
        if (ref === "#" || open.has(ref)) throw new RecursiveSchema(this.param);
        const definition = this.#definition(ref);
        if (definition === undefined) throw invalid(this.param, `points to ${ref}, which is not in it; put that definition in.`);
        open.add(ref);
        visit(definition, depth + 1);
        open.delete(ref);
        done.add(ref);
      }
      for (const each of Object.values(value)) visit(each, depth + 1);
    };
    visit(this.root, 0);
  }

  #definition(ref: string): unknown {
    if (!ref.startsWith("#/")) return undefined;
    return ref
      .slice(2)
      .split("/")
      .reduce<unknown>((at, step) => (isObject(at) ? at[nameIn(step)] : undefined), this.root);
  }

  /** The upstream takes no `allOf` that points elsewhere: this merges all of it into one schema. */
  #merged(schema: JsonObject, depth = 0): JsonObject {
    const { allOf, ...own } = schema;
    if (!Array.isArray(allOf) || !allOf.every(isObject)) return schema;
    if (depth > DEEPEST_SCHEMA) throw invalid(this.param, "is nested too deeply.");
    const only = allOf.length === 1 ? allOf[0] : undefined;
    if (only?.$ref !== undefined && own.properties === undefined) return { ...only, ...own };
    const parts = allOf.map((each) => (typeof each.$ref === "string" ? this.#named(each.$ref, depth + 1) : this.#merged(each, depth + 1)));
    return [...parts, own].reduce<JsonObject>(joined, {});
  }

  /** Merges each definition once: a definition that points twice to the next would double the work at each step. */
  #named(ref: string, depth: number): JsonObject {
    const known = this.#mergedNames.get(ref);
    if (known) return known;
    const definition = this.#definition(ref);
    const merged = this.#merged(isObject(definition) ? definition : {}, depth);
    this.#mergedNames.set(ref, merged);
    return merged;
  }

  #addChoices(supported: JsonObject, inWords: JsonObject, { oneOf }: JsonObject, param: string, depth: number): void {
    if (oneOf === undefined) return;
    if (supported.anyOf === undefined) supported.anyOf = this.#nested(oneOf, param, "oneOf", depth);
    else inWords.oneOf = oneOf;
  }

  /** A tuple: in the result, each of its values may stand at any place. */
  #addTuple(supported: JsonObject, inWords: JsonObject, { prefixItems, items }: JsonObject, param: string, depth: number): void {
    const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined;
    if (places === undefined) return;
    const word = places === prefixItems ? "prefixItems" : "items";
    const written = this.#nested(places, param, word, depth) as unknown[];
    const rest = word === "prefixItems" && isObject(items) ? [supported.items] : [];
    supported.items = { anyOf: [...written, ...rest] };
    inWords[word] = places;
  }

  #addRule(supported: JsonObject, inWords: JsonObject): JsonObject {
    const words = Object.keys(inWords);
    if (words.length === 0) return supported;
    for (const word of words) this.described.add(word);
    const rule = `It must also fit ${JSON.stringify(inWords)}.`;
    const { description } = supported;
    return { ...supported, description: typeof description === "string" && description ? `${description}\n\n${rule}` : rule };
  }

  /** An object whose keys are the caller's own names, not keywords of JSON Schema. */
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

/** The name in one step of a reference (RFC 6901 3 and 6). */
function nameIn(step: string): string {
  return decodedUri(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}

function isTaken(name: string, value: unknown): boolean {
  if (name === "format") return FORMATS.has(`${value}`);
  if (name === "minItems") return value === 0 || value === 1;
  if (name === "enum") return Array.isArray(value) && value.every((each) => typeof each !== "object" || each === null);
  if (name === "const") return typeof value !== "object" || value === null;
  return TAKEN.has(name);
}

function joined(one: JsonObject, other: JsonObject): JsonObject {
  const both: JsonObject = { ...one, ...other };
  if (isObject(one.properties) && isObject(other.properties)) both.properties = { ...one.properties, ...other.properties };
  if (Array.isArray(one.required) && Array.isArray(other.required)) both.required = [...new Set([...one.required, ...other.required])];
  return both;
}

function nullable(schema: JsonObject): JsonObject {
  if (typeof schema.type === "string" && schema.enum === undefined) return { ...schema, type: [schema.type, "null"] };
  const { description, ...others } = schema;
  return { anyOf: [others, { type: "null" }], ...(description !== undefined && { description }) };
}

function allowsObjects(type: unknown): boolean {
  return type === "object" || (Array.isArray(type) && type.includes("object"));
}

function refuseFreeKeys({ additionalProperties: others, properties }: JsonObject, isObjects: boolean, param: string): void {
  if (others === false) return;
  if (!isAbsent(others)) throw new FreeKeys(`${param}.additionalProperties`);
  if (isObjects && !isObject(properties)) throw new FreeKeys(param);
}
