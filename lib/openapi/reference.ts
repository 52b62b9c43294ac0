import highlights from "@/lib/openapi/highlights.json";
import document from "@/lib/openapi/openapi.json";
import { SERVER } from "@/lib/openapi/placeholder";

export type Schema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: unknown;
  contentSchema?: Schema;
};
type Parameter = { in: string; name: string; description: string; required?: boolean; schema: Schema };
type Sample = { lang: string; label: string; source: string };

export type CodeKind = "comment" | "keyword" | "literal" | "string";
/** A part of a code, with its kind if it has a colour. */
export type Piece = string | [CodeKind, string];
/** The samples by language, and the example of the answer, of each operation. */
export type Highlights = Record<string, { samples: Record<string, Piece[]>; example?: Piece[] }>;
type Answer = { description: string; headers?: Record<string, unknown>; content: Record<string, { schema: Schema; example?: unknown }> };

export type ReferenceOperation = {
  operationId: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  needs: "ordinary" | "management" | null;
  parameters: Parameter[];
  body: Schema | null;
  status: string;
  answer: Answer;
  /** Names of headers, and statuses of refusals: a page of its own explains them. */
  headers: string[];
  errors: string[];
  samples: Sample[];
  highlighted: Highlights[string];
};
export type ErrorLine = { code: string; meaning: string; openai: ErrorStatus; anthropic: ErrorStatus };
type ErrorStatus = { status: number; type: string; code: string | null };
export type ReferenceSection = { name: string; description: string; operations: ReferenceOperation[] };
export type Reference = {
  description: string;
  sections: ReferenceSection[];
  headers: { name: string; description: string }[];
  errors: ErrorLine[];
  schemaOf(schema: Schema): Schema;
};

type Described = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Answer & { $ref?: string }>;
  "x-codeSamples": Sample[];
};
type Document = {
  info: { description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; headers: Record<string, { description: string }> };
  "x-errors": ErrorLine[];
};

/** The document as its page shows it, with this server's address. */
export function readReference(publicUrl: string): Reference {
  const here = (json: object) => JSON.parse(JSON.stringify(json).replaceAll(SERVER, publicUrl.replace(/\/$/, "")));
  const published: Document = here(document);
  const coloured: Highlights = here(highlights);
  const operations = Object.entries(published.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const highlighted = coloured[described.operationId] ?? { samples: {} };
      return { tag: described.tags[0], ...operationOf(path, method, described), highlighted };
    }),
  );
  return {
    description: published.info.description,
    sections: published.tags.map(({ name, description }) => {
      return { name, description, operations: operations.filter(({ tag }) => tag === name) };
    }),
    headers: Object.entries(published.components.headers).map(([name, header]) => ({ name, description: header.description })),
    errors: published["x-errors"],
    schemaOf: (schema) => (schema.$ref ? { ...published.components.schemas[nameOf(schema.$ref)], ...withoutRef(schema) } : schema),
  };
}

function operationOf(path: string, method: string, described: Described): Omit<ReferenceOperation, "highlighted"> {
  const [status = "", answer] = Object.entries(described.responses).find(([each]) => each.startsWith("2")) ?? [];
  const security = Object.keys(described.security[0] ?? {})[0];
  return {
    operationId: described.operationId,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    description: described.description,
    needs: security ? (security.startsWith("management") ? "management" : "ordinary") : null,
    parameters: described.parameters ?? [],
    body: described.requestBody?.content["application/json"]?.schema ?? null,
    status,
    answer: answer as Answer,
    headers: Object.keys(answer?.headers ?? {}),
    errors: Object.keys(described.responses).filter((each) => each !== status),
    samples: described["x-codeSamples"],
  };
}

function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

function withoutRef({ $ref: _, ...schema }: Schema): Schema {
  return schema;
}
