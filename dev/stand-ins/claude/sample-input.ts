import { type NumberBounds, sampleNumber } from "./sample-number";
import { sampleText } from "./sample-text";

type Schema = NumberBounds & {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  prefixItems?: Schema[];
  items?: Schema | boolean;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

/** `$ref` is looked up in `root`; `number` distinguishes the items of a list. */
type Place = { root: Schema; prompt: string; name: string; depth: number; number: number };

const DEEPEST = 6;
const ENDLESS = 50;

/** A value that fits a JSON schema, with words of the prompt as its text. */
export function sampleInput(schema: unknown, prompt: string): unknown {
  const root = (schema ?? {}) as Schema;
  return sample(root, { root, prompt, name: "", depth: 0, number: 0 });
}

function sample(given: Schema | undefined, place: Place): unknown {
  // Nothing fits a schema that requires itself without end.
  if (place.depth > ENDLESS) return null;
  const { anyOf, oneOf, ...schema } = resolved(given ?? {}, place.root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.length) return schema.enum[place.number % schema.enum.length];
  const choices = anyOf ?? oneOf;
  if (choices?.length)
    return sample(merged([schema, resolved(chosen(choices, place) ?? {}, place.root)]), { ...place, depth: place.depth + 1 });
  const kind = kindOf(schema);
  if (kind === "object") return sampleObject(schema, place);
  if (kind === "array") return sampleArray(schema, place);
  if (kind === "integer" || kind === "number") return sampleNumber(schema, kind === "integer", place);
  if (kind === "boolean") return place.number % 2 === 0;
  return kind === "null" ? null : sampleString(schema, place);
}

/** Follows `$ref` into the root's definitions, and reads `allOf` as one schema. */
function resolved(schema: Schema, root: Schema, steps = 0): Schema {
  if (steps > 20) return {};
  if (schema.$ref !== undefined) {
    const { $ref, ...beside } = schema;
    return resolved(merged([definition($ref, root), beside]), root, steps + 1);
  }
  if (!schema.allOf) return schema;
  const { allOf, ...beside } = schema;
  return merged([beside, ...allOf.map((each) => resolved(each, root, steps + 1))]);
}

/** All parts hold at once: the keys of every part, and for everything else the last part's value. */
function merged(parts: Schema[]): Schema {
  const all: Schema = Object.assign({}, ...parts);
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  const required = [...new Set(parts.flatMap((part) => part.required ?? []))];
  if (Object.keys(properties).length > 0) all.properties = properties;
  if (required.length > 0) all.required = required;
  return all;
}

function definition(reference: string, root: Schema): Schema {
  const names = reference.split("/").slice(1);
  const found = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[decodeName(name)], root);
  return (found ?? {}) as Schema;
}

function decodeName(name: string): string {
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The first choice with content; deep inside, the one that ends a recursion. */
function chosen(choices: Schema[], { depth, root }: Place): Schema | undefined {
  const isNull = (each: Schema) => resolved(each, root).type === "null";
  return choices.find((each) => isNull(each) === depth > DEEPEST / 2) ?? choices[0];
}

function kindOf({ type, properties, items }: Schema): string {
  if (Array.isArray(type)) return type.find((each) => each !== "null") ?? "null";
  return type ?? (properties ? "object" : items ? "array" : "string");
}

function sampleObject({ properties = {}, required = [], additionalProperties }: Schema, place: Place): unknown {
  const isFar = place.depth >= DEEPEST;
  const wanted = Object.entries(properties).filter(([name]) => required.includes(name) || (!isFar && place.depth < DEEPEST * 2));
  const free = typeof additionalProperties === "object" ? additionalProperties : {};
  const unnamed = required.filter((name) => !Object.hasOwn(properties, name)).map((name) => [name, free] as const);
  return Object.fromEntries(
    [...wanted, ...unnamed].map(([name, inner]) => [name, sample(inner, { ...place, name, depth: place.depth + 1 })]),
  );
}

function sampleArray({ items, prefixItems = [], minItems = 0, maxItems = 100, uniqueItems }: Schema, place: Place): unknown[] {
  const inside = { ...place, depth: place.depth + 1 };
  const isNear = place.depth < DEEPEST / 2;
  const length = Math.min(Math.max(isNear && items !== false ? 1 : 0, isNear ? prefixItems.length : 0, minItems), maxItems, 100);
  const each = Array.from({ length }, (_, index) =>
    sample(prefixItems[index] ?? (typeof items === "object" ? items : {}), { ...inside, number: place.number + index }),
  );
  return uniqueItems ? [...new Map(each.map((value) => [JSON.stringify(value), value])).values()] : each;
}

/** A text of the length that the schema requires. */
function sampleString({ format, minLength = 0, maxLength }: Schema, { prompt, name, number }: Place): string {
  const text = sampleText(format, prompt, name);
  if (format !== undefined) return text;
  return `${number > 0 ? `${number} ` : ""}${text}`.padEnd(minLength, ".").slice(0, maxLength);
}
