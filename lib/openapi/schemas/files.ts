import { z } from "zod";
import { count, instant, named } from "@/lib/openapi/schemas/named";

export const file = named(
  "File",
  z.object({
    id: z.string(),
    type: z.literal("file"),
    filename: z.string(),
    mime_type: z.string(),
    size_bytes: count,
    created_at: instant,
    downloadable: z.boolean().describe("True for what a tool made; an upload is not given out again."),
    expires_at: instant.nullable(),
  }),
  "A file as Anthropic's clients read it.",
);

export const fileList = named(
  "FileList",
  z.union([
    z.object({ data: z.array(file), next_page: z.string().nullable() }),
    z.object({
      data: z.array(file),
      has_more: z.boolean(),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
    }),
  ]),
  "The second shape is for requests whose `anthropic-beta` has `files-api-2025-04-14`.",
);

export const deletedFile = named("DeletedFile", z.object({ id: z.string(), type: z.literal("file_deleted") }), "A file that is gone.");

export const fileForm = z.object({
  file: z.string().meta({ format: "binary" }),
  expires_in_seconds: z.int().min(3_600).max(7_776_000).optional(),
});
