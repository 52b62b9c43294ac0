import { z } from "zod";
import { errorAnswers, errorNames, errorTable } from "@/lib/openapi/error-answers";
import { HEADERS, ID_HEADERS } from "@/lib/openapi/headers";
import type { Operation, Tag } from "@/lib/openapi/operation";
import { BATCHES } from "@/lib/openapi/operations/batches";
import { DOCUMENT } from "@/lib/openapi/operations/document";
import { FILES } from "@/lib/openapi/operations/files";
import { KEYS } from "@/lib/openapi/operations/keys";
import { MODELS } from "@/lib/openapi/operations/models";
import { OWN_DATA } from "@/lib/openapi/operations/own-data";
import { RELAYED } from "@/lib/openapi/operations/relayed";
import { SERVER } from "@/lib/openapi/placeholder";
import { samplesOf } from "@/lib/openapi/samples";
import { NAMED } from "@/lib/openapi/schemas/named";
import "@/lib/openapi/schemas/errors";

const TAGS: Record<Tag, string> = {
  Calls: "Calls to a model. They are charged.",
  Batches: "Many requests at half the price, answered within a day. Only their results are charged.",
  Models: "The models that can be called. Free.",
  Account: "The calling key, the balance, receipts and usage. Free.",
  Files: "Files that calls refer to. They are kept at an account of the Claude API. Free.",
  Keys: "Create, change and revoke keys. These need a management key, which the owner of the workspace creates in the portal. It can do nothing else.",
  Document: "The document from which this page is made.",
};

const INTRODUCTION = `Relais is a prepaid relay for Claude. OpenAI's clients take \`${SERVER}/api/v1\` as their base URL, Anthropic's \`${SERVER}/api\`.

Send the key as \`Authorization: Bearer\` or as \`x-api-key\`. Money is exact decimal text in US dollars, and times are in UTC. Every response has a \`request-id\`, and you find the receipt of a call by it.`;

export const OPERATIONS: Operation[] = [...RELAYED, ...BATCHES, ...MODELS, ...OWN_DATA, ...FILES, ...KEYS, ...DOCUMENT];

/** The OpenAPI 3.1 document, with \`https://relais.example\` where the server's own address belongs. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Relais API",
      version: "1",
      summary: "A prepaid relay for Claude, with a receipt for every call.",
      description: INTRODUCTION,
      license: { name: "Proprietary", url: SERVER },
    },
    servers: [{ url: `${SERVER}/api/v1` }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A key: `sk-relais-…`." },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "The same key, as Anthropic's clients send it." },
        managementBearer: { type: "http", scheme: "bearer", description: "A management key: `sk-relais-admin-…`." },
        managementApiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "The same management key." },
      },
      headers: HEADERS,
      responses: errorAnswers(OPERATIONS, headersOf),
      schemas: namedSchemas(),
    },
    "x-errors": errorTable(),
  };
}

const SECURITY = {
  ordinary: [{ bearer: [] }, { apiKey: [] }],
  management: [{ managementBearer: [] }, { managementApiKey: [] }],
};

function describe(operation: Operation): object {
  const { operationId, tag, summary, description, key, parameters, body, form } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    security: key ? SECURITY[key] : [],
    ...(parameters && {
      parameters: parameters.map(({ schema, ...each }) => ({
        ...each,
        ...(each.in === "path" && { required: true }),
        schema: schemaOf(schema),
      })),
    }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body.schema), example: body.example } } },
    }),
    ...(form && { requestBody: { required: true, content: { "multipart/form-data": { schema: schemaOf(form.schema) } } } }),
    responses: { [operation.answer.status]: answerOf(operation), ...errorsOf(operation) },
    "x-codeSamples": samplesOf(operation),
  };
}

function answerOf({ answer: { description, schema, example, isBinary, headers = [], stream, isLines } }: Operation): object {
  if (isLines) {
    const lines = { type: "string", contentMediaType: JSONL, contentSchema: schemaOf(schema) };
    return { description, headers: headersOf([...ID_HEADERS, ...headers]), content: { [JSONL]: { schema: lines, example } } };
  }
  return {
    description,
    headers: headersOf([...ID_HEADERS, ...headers]),
    content: {
      ...(isBinary
        ? { "application/octet-stream": { schema: schemaOf(schema) } }
        : { "application/json": { schema: schemaOf(schema), example } }),
      ...(stream && {
        "text/event-stream": {
          schema: { type: "string", contentMediaType: "text/event-stream", contentSchema: schemaOf(stream.event) },
          example: stream.example,
        },
      }),
    },
  };
}

function errorsOf(operation: Operation): object {
  return Object.fromEntries(
    Object.entries(errorNames(operation)).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

const JSONL = "application/x-jsonl";

function headersOf(names: string[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Schemas are JSON Schema 2020-12, which is what OpenAPI 3.1 takes. Answers stay open: fields may be added to them. */
function schemaOf(schema: z.ZodType): object {
  const id = NAMED.get(schema)?.id;
  return id ? { $ref: `#/components/schemas/${id}` } : bare(z.toJSONSchema(schema, { io: "input" }));
}

function namedSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(NAMED, { io: "input", uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]) => [id, bare(schema)] as const)
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}

function bare({ $schema: _, $id: __, ...schema }: Record<string, unknown>): object {
  return schema;
}
