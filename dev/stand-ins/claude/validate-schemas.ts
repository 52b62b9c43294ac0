import { invalid } from "./errors";
import type { MessagesRequest } from "./request";

type Schema = Record<string, unknown>;

const KEY = /^[a-zA-Z0-9_.-]{1,64}$/;
const FORMATS = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];
const UNKNOWN = [
  ...[
    "not",
    "contains",
    "prefixItems",
    "propertyNames",
    "patternProperties",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
  ],
  ...["pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxItems"],
  ...["uniqueItems", "minProperties", "maxProperties", "unevaluatedProperties", "minContains", "maxContains"],
];

/** The schemas of tools, and those for answers, which may use far fewer keywords. */
export function checkSchemas({ tools, output_config: output }: MessagesRequest): void {
  for (const [index, tool] of (tools ?? []).entries()) {
    const schema = tool.input_schema;
    if (!isSchema(schema)) continue;
    const at = `tools.${index}.custom.input_schema`;
    checkRoot(schema, at);
    if (tool.strict === true) checkStrict(schema, schema, `tools.${index}.custom`, []);
  }
  if (output?.format && isSchema(output.format.schema))
    checkStrict(output.format.schema, output.format.schema, "output_config.format.schema", []);
}

function checkRoot(schema: Schema, at: string): void {
  if (["oneOf", "allOf", "anyOf"].some((word) => schema[word] !== undefined))
    throw invalid(`${at}: input_schema does not support oneOf, allOf, or anyOf at the top level`);
  if (schema.type === undefined) throw invalid(`${at}.type: Field required`);
  if (schema.type !== "object") throw invalid(`${at}.type: Input should be 'object'`);
  if (isSchema(schema.properties) && !Object.keys(schema.properties).every((key) => KEY.test(key)))
    throw invalid(`${at}.properties: Property keys should match pattern '${KEY.source}'`);
}

function checkStrict(value: unknown, root: Schema, at: string, refs: string[]): void {
  if (Array.isArray(value)) for (const each of value) checkStrict(each, root, at, refs);
  if (!isSchema(value)) return;
  checkWords(value, at);
  const ref = value.$ref;
  if (typeof ref === "string") {
    if (ref === "#" || refs.includes(ref))
      throw invalid(
        `${at}: Circular reference detected in schema definitions: ${[...refs.slice(refs.indexOf(ref)), ref].map(nameOf).join(" -> ")}. Self-referencing or mutually-referencing definitions are not supported.`,
      );
    const target = ref
      .slice(2)
      .split("/")
      .reduce<unknown>((found, step) => (isSchema(found) ? found[step] : undefined), root);
    if (target === undefined) throw invalid(`${at}: ${ref} could not be resolved`);
    checkStrict(target, root, at, [...refs, ref]);
  }
  for (const word of ["anyOf", "allOf", "items"]) checkStrict(value[word], root, at, refs);
  for (const word of ["properties", "$defs", "definitions"])
    if (isSchema(value[word])) for (const each of Object.values(value[word])) checkStrict(each, root, at, refs);
}

function checkWords(schema: Schema, at: string): void {
  const kind = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  const unknown = UNKNOWN.filter((word) => schema[word] !== undefined).sort();
  if (schema.oneOf !== undefined) throw invalid(`${at}: Schema type 'oneOf' is not supported`);
  if (unknown.length === 1) throw invalid(`${at}: For '${kind ?? "any"}' type, property '${unknown[0]}' is not supported`);
  if (unknown.length > 0) throw invalid(`${at}: For '${kind ?? "any"}' type, properties ${unknown.join(", ")} are not supported`);
  if (schema.format !== undefined && !FORMATS.includes(String(schema.format)))
    throw invalid(`${at}: For 'string' type, format '${schema.format}' is not supported`);
  if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1)
    throw invalid(`${at}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  if (Array.isArray(schema.allOf) && schema.allOf.some((each) => isSchema(each) && each.$ref))
    throw invalid(`${at}: 'allOf' with '$ref' is not supported`);
  if ((kind === "object" || schema.properties) && schema.additionalProperties === undefined)
    throw invalid(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  if ((kind === "object" || schema.properties) && schema.additionalProperties !== false)
    throw invalid(
      `${at}: For 'object' type, 'additionalProperties: ${isSchema(schema.additionalProperties) ? "object" : "true"}' is not supported. Please set 'additionalProperties' to false`,
    );
}

/** The last part of a definition's address is its name. */
function nameOf(ref: string): string {
  return ref.split("/").at(-1) ?? ref;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
