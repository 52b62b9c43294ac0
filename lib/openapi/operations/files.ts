import { z } from "zod";
import type { Operation, Parameter } from "@/lib/openapi/operation";
import { AT } from "@/lib/openapi/operations/examples";
import { deletedFile, file, fileForm, fileList } from "@/lib/openapi/schemas/files";

const FILE_ID = "file_011CNha8iCJcU1wXNR6q4V8w";
const FILE = {
  id: FILE_ID,
  type: "file",
  filename: "report.pdf",
  mime_type: "application/pdf",
  size_bytes: 102_400,
  created_at: AT,
  downloadable: false,
  expires_at: null,
};

const id: Parameter = { in: "path", name: "id", description: "The file's id.", schema: z.string(), example: FILE_ID };
const query = (name: string, schema: z.ZodType, description: string): Parameter => ({ in: "query", name, schema, description });
const own = { key: "ordinary", format: "both", tag: "Files" } as const;

export const FILES: Operation[] = [
  {
    ...own,
    path: "/files",
    method: "get",
    operationId: "listFiles",
    summary: "List the files",
    description: "The workspace's files, newest first.",
    parameters: [
      query("limit", z.int().min(1).max(1_000), "The most per page. Default: 20."),
      query("page", z.string(), "The `next_page` of the page before."),
      query("after_id", z.string(), "Files older than this one."),
      query("before_id", z.string(), "Files newer than this one."),
      query("ids", z.array(z.string()).max(100), "Only these files, on one page. Ids that do not exist are left out."),
      query("scope_id", z.string(), "Files here have no scope, so the list is empty."),
    ],
    answer: { status: 200, description: "One page.", schema: fileList, example: { data: [FILE], next_page: null } },
    errors: ["invalid_request"],
  },
  {
    ...own,
    path: "/files",
    method: "post",
    operationId: "uploadFile",
    summary: "Upload a file",
    description:
      "Up to 100 MB, and 1,000 files in a workspace. An upload is free, but it needs a balance and counts as one request. Messages name the file by its id (`source: {type: file, file_id}`, `container_upload`), chat and responses by `file_id`. A message that names files goes to the account that keeps them.",
    form: { schema: fileForm },
    answer: { status: 200, description: "The file.", schema: file, example: FILE },
    errors: [
      "invalid_request",
      "insufficient_balance",
      "balance_owed",
      "payment_questioned",
      "workspace_restricted",
      "request_too_large",
      "rate_limited",
      "upstream_unavailable",
    ],
  },
  {
    ...own,
    path: "/files/{id}",
    method: "get",
    operationId: "getFile",
    summary: "Read a file's details",
    description: "A file of another workspace answers 404, like one that does not exist.",
    parameters: [id],
    answer: { status: 200, description: "The file.", schema: file, example: FILE },
    errors: ["not_found"],
  },
  {
    ...own,
    path: "/files/{id}",
    method: "delete",
    operationId: "deleteFile",
    summary: "Delete a file",
    description: "Deletes it here and at the account that keeps it. Running calls that use it are finished.",
    parameters: [id],
    answer: { status: 200, description: "The file is gone.", schema: deletedFile, example: { id: FILE_ID, type: "file_deleted" } },
    errors: ["not_found", "rate_limited", "upstream_unavailable"],
  },
  {
    ...own,
    path: "/files/{id}/content",
    method: "get",
    operationId: "downloadFile",
    summary: "Download a file",
    description:
      "Only files that a tool created in a call of the workspace. An uploaded file cannot be downloaded (`file_not_downloadable`), as at Anthropic.",
    parameters: [id],
    answer: { status: 200, description: "Its bytes.", schema: z.string().meta({ format: "binary" }), example: "", isBinary: true },
    errors: ["invalid_request", "not_found", "rate_limited", "upstream_unavailable"],
  },
];
