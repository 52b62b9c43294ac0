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

/** What one method of one path takes and answers. */
export type Operation = {
  path: string;
  method: "get" | "post" | "patch" | "delete";
  operationId: string;
  tag: Tag;
  summary: string;
  description: string;
  /** Which kind of key it takes; null for none. */
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
    /** JSONL: the schema is that of each line, the example their text. */
    isLines?: true;
    /** It is bytes and no JSON. */
    isBinary?: true;
    headers?: string[];
    /** What the same call answers with `stream: true`. */
    stream?: { event: z.ZodType; example: string };
  };
  /** Besides those that every operation of its kind has. */
  errors: ErrorCode[];
  /** Whose error format; "both" where the `anthropic-version` header decides. */
  format: "openai" | "anthropic" | "both";
};
