import { AppError } from "@/lib/basics/errors";
import { findFiles } from "@/lib/files/find-files";
import type { StoredFile } from "@/lib/files/stored-file";
import type { Caller } from "@/lib/keys/authenticate-key";
import type { Call } from "@/lib/relay/call/call";
import type { RelayServices } from "@/lib/relay/services/services";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { NamedFile, PromptSize } from "@/lib/wire/anthropic/prompt-size";
import { MOST_PICTURE_TOKENS } from "@/lib/wire/media/picture-tokens";

/** The most files that a workspace may store. */
const MOST_FILES = 1_000;
/** Tokens that tell the model of a file uploaded into a container, in addition to its name. */
const UPLOAD_TOKENS = 1_000;

export type LookedUp = { files: Map<string, StoredFile>; accountId: string };

/** Runs before the hold: finds the highest cost of the call's files and the account that has them. Rejects with `not_found`. */
export async function lookUpFiles({ pool }: RelayServices, call: Call): Promise<{ prompt: PromptSize; accountId: string }> {
  const { request, model } = call.parsed;
  const { files, accountId } = await lookUp(call.caller, request.prompt.files, pool.servers(model.id, call.isRetired), model.id);
  return { prompt: withContents(request.prompt, files), accountId };
}

/**
 * Another workspace's file looks like one that does not exist. `members` are the accounts that could take the request. Rejects with
 * `not_found`, and with `invalid_request` if no account could take it.
 */
export async function lookUp(
  { workspaceId }: Caller,
  named: readonly NamedFile[],
  members: readonly PoolMember[],
  modelId: string,
): Promise<LookedUp> {
  if (!members.some(({ upstream }) => upstream.files)) {
    throw refused(`a source of type file is not available where ${modelId} is served; send the content as base64.`);
  }
  const looked = await findNamed(workspaceId, named);
  withFiles(members, looked.accountId, modelId);
  return looked;
}

/** The same for files named anywhere, without a check of the accounts that could take them. */
export async function findNamed(workspaceId: string, named: readonly NamedFile[]): Promise<LookedUp> {
  const ids = [...new Set(named.map(({ fileId }) => fileId))];
  if (ids.length > MOST_FILES) throw refused(`A request may name ${MOST_FILES} files.`);
  const found = await findFiles(workspaceId, ids);
  const files = new Map(found.map((file) => [file.fileId, file]));
  const missing = ids.find((id) => !files.has(id));
  if (missing !== undefined) {
    throw new AppError("not_found", `File not found: ${missing.slice(0, 100)}. Nothing was charged.`, { param: "messages" });
  }
  const accounts = new Set(found.map(({ accountId }) => accountId));
  if (accounts.size > 1) throw refused("The files that this request names are kept at several accounts. Upload them once more, together.");
  return { files, accountId: found[0]?.accountId as string };
}

/** The account among those that serve the model. Throws `invalid_request`. */
export function withFiles(members: readonly PoolMember[], accountId: string, modelId: string): PoolMember[] {
  const keeping = members.filter(({ id }) => id === accountId);
  if (keeping.length > 0) return keeping;
  throw refused(
    `The account that keeps this request's files does not serve ${modelId} now. Send their content as base64, or use another model.`,
  );
}

/** The prompt with the highest cost of its files in place of their names. */
export function withContents(prompt: PromptSize, files: ReadonlyMap<string, StoredFile>): PromptSize {
  let { textBytes, pages, isOpen } = prompt;
  const pictures = { ...prompt.pictureTokens };
  for (const { fileId, as } of prompt.files) {
    const { content, name } = files.get(fileId) as StoredFile;
    if (as === "upload") textBytes += UPLOAD_TOKENS + Buffer.byteLength(name);
    else if (as === "image") {
      const tokens = content.pictureTokens ?? MOST_PICTURE_TOKENS;
      pictures.before_4_7 += tokens.before_4_7;
      pictures.since_4_7 += tokens.since_4_7;
    } else if (content.pages !== null) pages += content.pages;
    else if (content.textTokens !== null) textBytes += content.textTokens;
    else isOpen = true;
  }
  return { ...prompt, textBytes, pages, isOpen, pictureTokens: pictures, files: [] };
}

function refused(message: string): AppError {
  return new AppError("invalid_request", `messages: ${message} Nothing was charged.`, { param: "messages" });
}
