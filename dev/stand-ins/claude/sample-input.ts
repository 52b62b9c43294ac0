type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
};

const DEEPEST = 6;

/** A value that fits a JSON schema, with words of the prompt where a name is asked for. */
export function sampleInput(schema: unknown, prompt: string, name = "", depth = 0): unknown {
  const { type, properties, items, anyOf, oneOf, ...rest } = (schema ?? {}) as Schema;
  if (rest.const !== undefined) return rest.const;
  if (rest.enum?.length) return rest.enum[0];
  if (rest.default !== undefined) return rest.default;
  const choice = anyOf?.[0] ?? oneOf?.[0];
  if (choice) return sampleInput(choice, prompt, name, depth);
  const kind = Array.isArray(type) ? type[0] : (type ?? (properties ? "object" : "string"));
  if (kind === "object")
    return Object.fromEntries(
      Object.entries(depth < DEEPEST ? (properties ?? {}) : {}).map(([key, inner]) => [key, sampleInput(inner, prompt, key, depth + 1)]),
    );
  if (kind === "array") return depth < DEEPEST ? [sampleInput(items, prompt, name, depth + 1)] : [];
  if (kind === "integer" || kind === "number") return 1;
  if (kind === "boolean") return true;
  return kind === "null" ? null : sampleWords(prompt, name);
}

function sampleWords(prompt: string, name: string): string {
  if (/city|place|location/i.test(name)) return /\b(?:in|for|of|at) ([A-Z]\p{L}+)/u.exec(prompt)?.[1] ?? "Paris";
  return prompt.trim().slice(0, 60) || "sample";
}
