import type { Manage } from "@/lib/api/endpoint";
import { fileRefusal, notConfirmed } from "@/lib/api/files/file-refusal";
import { PassedContent } from "@/lib/api/files/passed-content";
import { jsonReply } from "@/lib/api/json-reply";
import { invalidQuery, limitOf } from "@/lib/api/query-fields";
import { AppError } from "@/lib/basics/errors";
import { type FilePlace, findFiles, listFiles } from "@/lib/files/find-files";
import { dropFile } from "@/lib/files/store-file";
import type { StoredFile } from "@/lib/files/stored-file";
import { log } from "@/lib/platform/log";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callerOf } from "@/lib/relay/reception/caller";
import type { RelayServices } from "@/lib/relay/services/services";
import type { ClaudeFiles } from "@/lib/upstreams/claude-files";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";
import { FILES_BETA, fileEntry, filesPage } from "@/lib/wire/anthropic/file-entry";
import { requestIdHeaders } from "@/lib/wire/error-reply";

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 1_000;
const MAX_NAMED = 100;

/** `GET /files`: the workspace's files, newest first. Throws `invalid_request`. */
export const listOwnFiles: Manage = async (_, request, { id }) => {
  const { workspaceId } = await callerOf(request);
  const params = new URLSearchParams(request.query);
  const isBeta = asksForBeta(request.headers);
  const named = namedIn(params);
  // Files here never belong to a server-side session.
  if (params.has("scope_id")) return jsonReply(filesPage([], { hasMore: false, nextPage: null, isBeta }), `req_${id}`);
  if (named) {
    return jsonReply(filesPage(await findFiles(workspaceId, named), { hasMore: false, nextPage: null, isBeta }), `req_${id}`);
  }
  const place = placeIn(params);
  const page = await listFiles(workspaceId, place, limitOf(params, PAGE_SIZE, MAX_PAGE_SIZE));
  if (page === null) throw invalidQuery(`${place?.side}_id`, "is the id of a file in this list.");
  const { files, hasMore } = page;
  const last = files.at(-1);
  return jsonReply(filesPage(files, { hasMore, nextPage: hasMore && last ? cursorOfId(last.id) : null, isBeta }), `req_${id}`);
};

/** `GET /files/{id}`. Throws `not_found` for another workspace's file, as all of these do. */
export const readFile: Manage = async (_, request, { of, id }) => {
  const { workspaceId } = await callerOf(request);
  return jsonReply(fileEntry(await ownFile(workspaceId, of)), `req_${id}`);
};

/** `DELETE /files/{id}`: deletes it at the account first, so that no file without an owner stays there. */
export const deleteFile: Manage = async ({ pool }, request, { of, id }) => {
  const { workspaceId } = await callerOf(request);
  const file = await ownFile(workspaceId, of);
  const files = filesOf(pool, file.accountId);
  if (files) {
    const answer = await files.remove(file.fileId).catch((cause: Error) => {
      throw notConfirmed(cause, "The file may or may not be deleted");
    });
    if (answer.status !== 200 && answer.status !== 404) throw fileRefusal(answer, `req_${id}`);
  } else
    log.warn(
      { event: "files.account_gone", requestId: `req_${id}`, accountId: file.accountId },
      "a file was forgotten whose account is gone",
    );
  await dropFile({ workspaceId, id: file.id, fileId: file.fileId });
  return jsonReply({ id: file.fileId, type: "file_deleted" }, `req_${id}`);
};

/** `GET /files/{id}/content`: only for files that a tool made. Uploads cannot be downloaded, as at Anthropic. */
export const downloadFile: Manage = async ({ pool }, request, { of, id }) => {
  const { workspaceId } = await callerOf(request);
  const { fileId, accountId, mediaType, isDownloadable } = await ownFile(workspaceId, of);
  if (!isDownloadable) {
    const facts = { details: { error_code: "file_not_downloadable" } };
    throw new AppError("invalid_request", `File ${fileId} is not downloadable: it was uploaded. Nothing was charged.`, { facts });
  }
  const answer = await filesOf(pool, accountId)
    ?.content(fileId)
    .catch((cause: Error) => {
      throw notConfirmed(cause, "The file could not be read");
    });
  if (!answer) throw new AppError("not_found", `The account that keeps ${fileId} is out of use. Nothing was charged.`);
  if (!("readable" in answer)) throw fileRefusal(answer, `req_${id}`);
  // A browser must not run the file, whatever it is.
  const shown = { "content-disposition": "attachment", "x-content-type-options": "nosniff", "cache-control": "no-store" };
  const headers = { ...shown, "content-type": mediaType || "application/octet-stream", ...requestIdHeaders(`req_${id}`) };
  return { status: 200, headers, body: new PassedContent(answer) };
};

function filesOf(pool: RelayServices["pool"], accountId: string): ClaudeFiles | undefined {
  return pool.all().find((member) => member.id === accountId)?.upstream.files;
}

async function ownFile(workspaceId: string, fileId: string): Promise<StoredFile> {
  const [file] = await findFiles(workspaceId, [fileId]);
  if (!file) throw new AppError("not_found", `File not found: ${fileId.slice(0, 100)}`);
  return file;
}

function asksForBeta(headers: RequestHeaders): boolean {
  return headers["anthropic-beta"]?.includes(FILES_BETA) ?? false;
}

function namedIn(params: URLSearchParams): string[] | null {
  const ids = [...new Set([...params.getAll("ids"), ...params.getAll("ids[]")])];
  if (ids.length > MAX_NAMED) throw invalidQuery("ids", `are at most ${MAX_NAMED}.`);
  return ids.length > 0 ? ids : null;
}

function placeIn(params: URLSearchParams): FilePlace | null {
  const [page, after, before] = ["page", "after_id", "before_id"].map((name) => params.get(name));
  if (page) return { side: "after", id: idOfCursor(page) };
  if (after) return { side: "after", fileId: after };
  return before ? { side: "before", fileId: before } : null;
}
