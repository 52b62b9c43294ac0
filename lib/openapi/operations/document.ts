import { z } from "zod";
import type { Operation } from "@/lib/openapi/operation";

export const DOCUMENT: Operation[] = [
  {
    path: "/openapi.json",
    method: "get",
    operationId: "getOpenApiDocument",
    tag: "Document",
    summary: "Read this document",
    description: "OpenAPI 3.1, with the address of the server that gave it. No key is needed.",
    key: null,
    answer: {
      status: 200,
      description: "The document.",
      schema: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
      example: { openapi: "3.1.1", info: { title: "Relais API", version: "1" }, paths: {} },
    },
    errors: [],
    format: "both",
  },
];
