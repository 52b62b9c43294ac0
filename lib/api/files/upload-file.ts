import type { Manage } from "@/lib/api/endpoint";
import { type FileForm, openForm, tooLarge } from "@/lib/api/files/file-form";
import { FileMeter } from "@/lib/api/files/file-meter";
import { fileRefusal, notConfirmed } from "@/lib/api/files/file-refusal";
import { jsonReply } from "@/lib/api/json-reply";
import { AppError } from "@/lib/basics/errors";
import { accountOfFiles } from "@/lib/files/find-files";
import { dropFile, reserveFile, storeFile } from "@/lib/files/store-file";
import type { StoredFile } from "@/lib/files/stored-file";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { admitRequest } from "@/lib/relay/admission/admit-call";
import { assertCouldPay } from "@/lib/relay/admission/may-call";
import { assertServed } from "@/lib/relay/admission/may-serve";
import type { RelayRequest } from "@/lib/relay/call/request";
import { describedFile } from "@/lib/relay/files/described-file";
import { callerOf } from "@/lib/relay/reception/caller";
import type { RelayServices } from "@/lib/relay/services/services";
import type { ClaudeFiles, FilesAnswer } from "@/lib/upstreams/claude-files";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { fileEntry } from "@/lib/wire/anthropic/file-entry";

/** What an ordinary connection can send within the five minutes that a request may take. */
const MOST_FILE_BYTES = 100_000_000;
const MOST_FILES = 1_000;
/** Room for the form around the file. */
const FORM_BYTES = 16_384;

type Owner = { workspaceId: string; keyId: string; id: string };

/** `POST /files`: streams the file to an account that stores files, and measures it on the way. Free for callers who could pay for a call. */
export const uploadFile: Manage = async (services, request, { id }) => {
  const caller = await callerOf(request);
  const { workspaceId, keyId } = caller;
  const admission = await admitRequest(services.gate, caller, id);
  try {
    await assertServed(services, caller, Date.now());
    await assertCouldPay(caller, Date.now());
    const member = await accountFor(services, workspaceId);
    const mostBytes = mostBytesOf(request);
    const form = await openForm(request.headers["content-type"], request.passBody(), MOST_FILE_BYTES);
    const file = await upload({ workspaceId, keyId, id }, member, form, mostBytes).finally(() => form.close());
    return jsonReply(fileEntry(file), `req_${id}`);
  } finally {
    admission.finish(0, Date.now());
  }
};

/** Files of one workspace are stored together, since a message can only name files of one account. */
async function accountFor({ pool }: RelayServices, workspaceId: string): Promise<PoolMember> {
  if (env.FILES_MB_PER_WORKSPACE === 0) throw new AppError("forbidden", `Files are not kept here. ${INSTEAD}`);
  const members = pool.storingFiles(workspaceId);
  const home = await accountOfFiles(workspaceId);
  const member = members.find((each) => each.id === home) ?? members[0];
  if (!member) throw new AppError("invalid_request", `None of the accounts behind this service keeps files. ${INSTEAD}`);
  return member;
}

const INSTEAD = "Send the content with the message, as base64. Nothing was charged.";

/** The largest possible size of the file, by the declared size of the body. */
function mostBytesOf({ headers }: RelayRequest): number {
  const length = headers["content-length"];
  const bytes = length === undefined ? MOST_FILE_BYTES : Number.parseInt(length, 10);
  if (bytes > MOST_FILE_BYTES + FORM_BYTES) throw tooLarge(MOST_FILE_BYTES);
  if (headers["content-encoding"] !== undefined) {
    throw new AppError("invalid_request", "Send a form with a file without a content-encoding. Nothing was stored or charged.");
  }
  return Math.min(bytes, MOST_FILE_BYTES);
}

async function upload(owner: Owner, member: PoolMember, form: FileForm, mostBytes: number): Promise<StoredFile> {
  const files = member.upstream.files as ClaudeFiles;
  const meter = new FileMeter(owner.workspaceId);
  const passed = form.passedOn((chunk) => meter.add(chunk));
  try {
    const limits = { mostFiles: MOST_FILES, mostBytes: env.FILES_MB_PER_WORKSPACE * 1_000_000 };
    const reserved = { ...owner, accountId: member.id, name: lastOf(form.name), mostBytes };
    if (!(await reserveFile(reserved, limits))) throw noRoom();
    const answer = await files.upload(passed).catch(async (cause: Error) => {
      // The account stores nothing of an incomplete form. Otherwise the worker finds out what became of the file.
      if (!passed.isWhole()) await dropFile({ ...owner, fileId: null });
      throw notConfirmed(cause, "The file could not be stored");
    });
    return await finishUpload(owner, member.id, files, meter, answer);
  } finally {
    meter.drop();
  }
}

async function finishUpload(
  owner: Owner,
  accountId: string,
  files: ClaudeFiles,
  meter: FileMeter,
  answer: FilesAnswer,
): Promise<StoredFile> {
  if (answer.status !== 200) {
    // After a 5xx the account may have the file all the same.
    if (answer.status < 500) await dropFile({ ...owner, fileId: null });
    throw fileRefusal(answer, `req_${owner.id}`);
  }
  const arrived = describedFile(answer.body);
  if (!arrived) throw notConfirmed(new Error("The upstream's answer describes no file."), "The file could not be stored");
  const isMeasured = arrived.sizeBytes === meter.sizeBytes;
  if (!isMeasured)
    log.error({ event: "files.size_differs", requestId: `req_${owner.id}` }, "an upstream keeps another number of bytes than were sent");
  const content = isMeasured ? await meter.content(arrived.mediaType) : { pages: null, textTokens: null, pictureTokens: null };
  if (!(await storeFile({ ...owner, ...arrived, content }))) {
    await files
      .remove(arrived.fileId)
      .catch((err: Error) => log.error({ event: "files.upload_orphaned", err, accountId }, "a file upstream belongs to nobody"));
    throw notConfirmed(new Error("The upload took too long."), "The file could not be stored");
  }
  return { ...arrived, id: owner.id, accountId, content, isDownloadable: false };
}

/** Keeps the last part of a path, as the account does. */
function lastOf(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? "").replaceAll("\0", "");
}

function noRoom(): AppError {
  const message = `This workspace may keep ${MOST_FILES} files of ${env.FILES_MB_PER_WORKSPACE} MB together, and this file would exceed that. Delete some with DELETE /api/v1/files/{id}. Nothing was stored or charged.`;
  return new AppError("invalid_request", message, { facts: { details: { error_code: "storage_quota_exceeded" } } });
}
