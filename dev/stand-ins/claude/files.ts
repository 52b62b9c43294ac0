import { type Answered, authenticate, type Received } from "./call";
import { ApiError, invalid } from "./errors";
import { ERROR_FAULTS } from "./fault-errors";
import { REPLY_FAULTS } from "./fault-reply";
import { newId } from "./ids";
import { jsonReply, type Reply } from "./reply";
import type { StandIn } from "./stand-in";
import { fileNamed, type StoredFile } from "./stored-files";

const BETA = "files-api-2025-04-14";
const DEFAULT_LIMIT = 20;
const MOST = 1_000;
const FORBIDDEN = /[<>:"|?*\\/\p{Cc}]/u;
const ENDINGS: Record<string, string> = { "application/pdf": ".pdf", "text/plain": ".txt", "image/png": ".png", "image/jpeg": ".jpg" };

/** `/v1/files` and everything below it; null for other paths. */
export async function answerFiles(standIn: StandIn, received: Received): Promise<Answered | null> {
  const [, fileId, content] = /^\/v1\/files(?:\/([^/]+)(\/content)?)?$/.exec(received.path) ?? [];
  if (!received.path.startsWith("/v1/files")) return null;
  const account = authenticate(received.headers);
  const fault = standIn.faults.take(account, "files");
  const refusal = fault && ERROR_FAULTS[fault.name]?.(fault.options);
  if (refusal) throw refusal;
  const named = fileId && decodeURIComponent(fileId);
  const reply =
    content === undefined
      ? jsonReply(200, JSON.stringify(await bodyOf(standIn, received, account, named)))
      : download(standIn, account, named ?? "");
  return { reply: (fault && REPLY_FAULTS[fault.name]?.(reply, fault.options)) ?? reply, usage: null, begin: () => undefined };
}

async function bodyOf(standIn: StandIn, received: Received, account: string, fileId: string | undefined): Promise<object> {
  const files = standIn.filesOf(account);
  const { method } = received;
  if (fileId === undefined && method === "POST") return entry(await store(standIn, received, account));
  if (fileId === undefined && method === "GET") return page(standIn, received, account);
  if (fileId === undefined) throw new ApiError(405, "Method Not Allowed");
  const file = fileNamed(standIn, account, fileId);
  if (method === "GET") return entry(file);
  if (method !== "DELETE") throw new ApiError(405, "Method Not Allowed");
  files.delete(fileId);
  return { id: fileId, type: "file_deleted" };
}

function download(standIn: StandIn, account: string, fileId: string): Reply {
  const { isDownloadable, mediaType, bytes } = fileNamed(standIn, account, fileId);
  if (!isDownloadable) throw new ApiError(400, `File ${fileId} is not downloadable`, { errorCode: "file_not_downloadable" });
  return {
    ...jsonReply(200, ""),
    headers: { "content-type": mediaType, "content-length": `${bytes.length}` },
    steps: [{ waitMs: 0, bytes }],
  };
}

/** A file as a tool would make it. */
export function makeFile(standIn: StandIn, order: unknown): { id: string } {
  const { account, name, mediaType, text } = order as { account: string; name: string; mediaType: string; text: string };
  const made = { id: newId("file"), name, mediaType, bytes: Buffer.from(text), expiresAt: null, isDownloadable: true };
  standIn.filesOf(account).set(made.id, { ...made, createdAt: new Date(standIn.now()).toISOString() });
  return { id: made.id };
}

async function store(standIn: StandIn, { headers, body, nowMs }: Received, account: string): Promise<StoredFile> {
  const form = await formOf(headers["content-type"] ?? "", body);
  const unknown = [...form.keys()].find((name) => name !== "file" && name !== "expires_in_seconds");
  if (unknown !== undefined) throw invalid(`${unknown}: Extra inputs are not permitted`);
  const [file, second] = form.getAll("file");
  if (!(file instanceof File)) throw invalid("file: Field required");
  if (second !== undefined) throw invalid("file: Input should be a single file");
  if (file.size > standIn.settings.largestFileBytes) throw new ApiError(413, "File exceeds the maximum size");
  const mediaType = (file.type || "application/octet-stream").split(";")[0] as string;
  const name = file.name.split("/").at(-1) || `unnamed${ENDINGS[mediaType] ?? ""}`;
  if (name.length > 255 || FORBIDDEN.test(name)) throw invalid('Invalid filename: it must have 1 to 255 characters and none of <>:"|?*\\/');
  const stored: StoredFile = {
    id: newId("file"),
    name,
    mediaType,
    bytes: Buffer.from(await file.arrayBuffer()),
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: expiryOf(form.get("expires_in_seconds"), nowMs),
    isDownloadable: false,
  };
  standIn.filesOf(account).set(stored.id, stored);
  return stored;
}

async function formOf(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw invalid("There was an error parsing the body");
  }
}

function expiryOf(value: unknown, nowMs: number): string | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!(seconds >= 3_600 && seconds <= 7_776_000)) throw invalid("expires_in_seconds: Input should be between 3600 and 7776000");
  return new Date(nowMs + seconds * 1_000).toISOString();
}

/** Newest first, in the shape of the beta or of the later API. */
function page(standIn: StandIn, { query, headers }: Received, account: string): object {
  const limit = Number.parseInt(query.get("limit") ?? String(DEFAULT_LIMIT), 10);
  if (!(limit >= 1 && limit <= MOST)) throw invalid(`limit: Input should be between 1 and ${MOST}`);
  const all = [...standIn.filesOf(account).values()].reverse();
  const isBeta = String(headers["anthropic-beta"] ?? "").includes(BETA);
  const after = isBeta ? query.get("after_id") : query.get("page");
  const from = after ? all.findIndex(({ id }) => id === after) + 1 : 0;
  const data = all.slice(from, from + limit).map(entry);
  const hasMore = all.length > from + limit;
  if (!isBeta) return { data, next_page: hasMore ? (data.at(-1)?.id ?? null) : null };
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function entry({ id, name, mediaType, bytes, createdAt, expiresAt, isDownloadable }: StoredFile) {
  const described = { id, type: "file", filename: name, mime_type: mediaType, size_bytes: bytes.length, created_at: createdAt };
  return { ...described, downloadable: isDownloadable, expires_at: expiresAt };
}
