import type { z } from "zod";
import type { ErrorCode } from "@/lib/basics/errors";

export type Tag = "Calls" | "Batches" | "Models" | "Account" | "Files" | "Keys" | "Document";

export type Parameter = {
  in: "path" | "query" | "header";
  name: string;
  description: string;
  schema: z.ZodType;
  example?: string | number;
};

/** One method of one path: its input and its answers. */
export type Operation = {
  path: string;
  method: "get" | "post" | "patch" | "delete";
  operationId: string;
  tag: Tag;
  summary: string;
  description: string;
  /** The kind of key it takes; null for none. */
  key: "ordinary" | "management" | null;
  parameters?: Parameter[];
  body?: { schema: z.ZodType; example: object };
  /** A form with a file in it. */
  form?: { schema: z.ZodType };
  answer: {
    status: 200 | 201;
    description: string;
    schema: z.ZodType;
    example: unknown;
    /** JSONL: the schema describes each line, the example is their text. */
    isLines?: true;
    /** Bytes, not JSON. */
    isBinary?: true;
    headers?: string[];
    /** The answer to the same call with `stream: true`. */
    stream?: { event: z.ZodType; example: string };
  };
  /** The errors beyond those that every operation of its kind has. */
  errors: ErrorCode[];
  /** The error format; "both" where the `anthropic-version` header decides. */
  format: "openai" | "anthropic" | "both";
};
