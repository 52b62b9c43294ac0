import { sampleText } from "./sample-text";

type Schema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

/** `root` is where `$ref` is looked up. */
type Place = { root: Schema; prompt: string; name: string; depth: number };

const DEEPEST = 6;

/** A value that fits a JSON schema, with words of the prompt where text is asked for. */
export function sampleInput(schema: unknown, prompt: string): unknown {
  const root = (schema ?? {}) as Schema;
  return sample(root, { root, prompt, name: "", depth: 0 });
}

function sample(given: Schema | undefined, place: Place): unknown {
  const schema = resolved(given ?? {}, place.root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.length) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length) return sample(chosen(choices, place), place);
  const kind = kindOf(schema);
  if (kind === "object") return sampleObject(schema, place);
  if (kind === "array") return sampleArray(schema, place);
  if (kind === "integer" || kind === "number") return sampleNumber(schema, place.prompt);
  if (kind === "boolean") return true;
  return kind === "null" ? null : sampleText(schema.format, place.prompt, place.name);
}

/** Follows `$ref` into the root's definitions, and reads `allOf` as one schema. */
function resolved(schema: Schema, root: Schema, steps = 0): Schema {
  if (steps > 20) return {};
  if (schema.$ref !== undefined) {
    const { $ref, ...beside } = schema;
    return resolved({ ...definition($ref, root), ...beside }, root, steps + 1);
  }
  if (!schema.allOf) return schema;
  const { allOf, ...beside } = schema;
  const parts = [beside, ...allOf.map((each) => resolved(each, root, steps + 1))];
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  return Object.assign({}, ...parts, Object.keys(properties).length > 0 && { properties });
}

function definition(reference: string, root: Schema): Schema {
  const names = reference.split("/").slice(1);
  const found = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[decodeName(name)], root);
  return (found ?? {}) as Schema;
}

function decodeName(name: string): string {
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The first that says something; far inside, the one that ends a recursion. */
function chosen(choices: Schema[], { depth, root }: Place): Schema | undefined {
  const isNull = (each: Schema) => resolved(each, root).type === "null";
  return choices.find((each) => isNull(each) === depth > DEEPEST / 2) ?? choices[0];
}

function kindOf({ type, properties, items }: Schema): string {
  if (Array.isArray(type)) return type.find((each) => each !== "null") ?? "null";
  return type ?? (properties ? "object" : items ? "array" : "string");
}

function sampleObject({ properties = {}, required = [] }: Schema, place: Place): unknown {
  const isFar = place.depth >= DEEPEST;
  const wanted = Object.entries(properties).filter(([name]) => place.depth < DEEPEST * 2 && (!isFar || required.includes(name)));
  return Object.fromEntries(wanted.map(([name, inner]) => [name, sample(inner, { ...place, name, depth: place.depth + 1 })]));
}

function sampleArray({ items, minItems = 0 }: Schema, place: Place): unknown[] {
  const length = place.depth < DEEPEST / 2 ? Math.max(1, minItems) : minItems;
  return Array.from({ length: Math.min(length, 100) }, () => sample(items, { ...place, depth: place.depth + 1 }));
}

/** The number that a prompt gives in brackets, as in `square(3)`, if the schema allows it. */
function sampleNumber({ minimum, exclusiveMinimum, maximum }: Schema, prompt: string): number {
  const asked = Number(/\w\((\d{1,9})\)/.exec(prompt)?.[1] ?? 1);
  const least = Math.max(asked, minimum ?? asked, (exclusiveMinimum ?? asked - 1) + 1);
  return maximum !== undefined && least > maximum ? maximum : least;
}
