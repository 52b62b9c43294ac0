import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import document from "@/lib/openapi/openapi.json";
import type { Got } from "@/lib/relay/testing/ask";

type Json = { [name: string]: unknown };
type Answer = {
  headers?: Json;
  content: {
    "application/json": { schema: Json };
    "application/x-jsonl"?: { schema: { contentSchema: Json } };
    "application/octet-stream"?: object;
    "text/event-stream"?: { schema: { contentSchema: Json } };
  };
};
type Operation = {
  operationId: string;
  responses: Record<string, Json>;
  requestBody?: { content: { "application/json": { schema: Json } } };
};

/** The document with every object closed unless it says that it is open: tests then notice a field that it does not name. */
const closed = close(structuredClone(document)) as Json;
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(closed, "document");
const validators = new Map<string, ValidateFunction>();

/** The answers of documented operations that tests really saw, such as `GET /models 200`. */
export const seen = new Set<string>();

/** Checks that the status, body and headers of an answer are those in the document for `METHOD /path`. */
export function expectDocumented(operation: string, got: Got): void {
  const [method = "", path = ""] = operation.split(" ");
  const answer = resolved((operationAt(method, path).responses[got.status] ?? {}) as Json) as Answer;
  expect(answer.content, `${operation} may answer ${got.status}: ${got.text.slice(0, 300)}`).toBeDefined();
  seen.add(`${operation} ${got.status}`);
  const lines = answer.content["application/x-jsonl"]?.schema.contentSchema;
  if (lines && got.status === 200) {
    for (const line of got.text.trim().split("\n")) expectFits(lines, JSON.parse(line), `${operation} line`);
  } else if (got.headers.get("content-type")?.startsWith("text/event-stream")) expectEvents(operation, answer, got.text);
  else if (!answer.content["application/octet-stream"])
    expectFits(answer.content["application/json"].schema, got.json, `${operation} ${got.status}`);
  const ours = [...got.headers.keys()].filter((name) =>
    /^(x-relais-|x-ratelimit-|anthropic-ratelimit-|request-id|x-request-id|retry-after|x-should-retry)/.test(name),
  );
  expect(Object.keys(answer.headers ?? {}), `${operation} ${got.status}`).toEqual(expect.arrayContaining(ours));
}

/** True when the document accepts this body for an operation. */
export function takesBody(operation: string, body: unknown): boolean {
  const [method = "", path = ""] = operation.split(" ");
  const { requestBody } = operationAt(method, path);
  return validatorOf(requestBody?.content["application/json"].schema as Json)(body) as boolean;
}

function expectEvents(operation: string, answer: Answer, text: string): void {
  const schema = answer.content["text/event-stream"]?.schema.contentSchema as Json;
  const events = text.split("\n").filter((line) => line.startsWith("data: ") && line !== "data: [DONE]");
  expect(events.length).toBeGreaterThan(2);
  for (const line of events) expectFits(schema, JSON.parse(line.slice("data: ".length)), `${operation} event`);
}

function expectFits(schema: Json, value: unknown, where: string): void {
  const validate = validatorOf(schema);
  validate(value);
  expect(validate.errors ?? [], `${where}: ${JSON.stringify(value).slice(0, 400)}`).toEqual([]);
}

function validatorOf(schema: Json): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components');
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text));
  validators.set(text, known);
  return known;
}

function operationAt(method: string, path: string): Operation {
  const operation = ((closed.paths as Json)[path] as Json | undefined)?.[method.toLowerCase()];
  expect(operation, `${method} ${path}`).toBeDefined();
  return operation as Operation;
}

function resolved(value: Json): Json {
  const name = typeof value.$ref === "string" ? value.$ref.split("/").at(-1) : undefined;
  return name ? (((closed.components as Json).responses as Json)[name] as Json) : value;
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each)]));
  if (object.type === "object" && object.properties && object.additionalProperties === undefined) object.additionalProperties = false;
  return object;
}
