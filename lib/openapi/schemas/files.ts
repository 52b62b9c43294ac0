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
    downloadable: z.boolean().describe("True if a tool made the file. An upload cannot be downloaded."),
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
  "Requests whose `anthropic-beta` contains `files-api-2025-04-14` get the second shape.",
);

export const deletedFile = named("DeletedFile", z.object({ id: z.string(), type: z.literal("file_deleted") }), "The deleted file.");

export const fileForm = z.object({
  file: z.string().meta({ format: "binary" }),
  expires_in_seconds: z.int().min(3_600).max(7_776_000).optional(),
});
