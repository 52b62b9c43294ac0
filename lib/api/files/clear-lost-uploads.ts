import { knownFileIds, type LostUpload, lostUploads } from "@/lib/files/expired-files";
import { dropFile } from "@/lib/files/store-file";
import { log } from "@/lib/platform/log";
import type { ClaudeFiles } from "@/lib/upstreams/claude-files";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";
import { storedAccounts } from "@/lib/upstreams/stored/stored-accounts";
import { isObject, parseJson } from "@/lib/wire/json";

/** No upload takes this long: an older one has lost its process or its answer. */
const LOST_AFTER_MS = 15 * 60_000;
/** How far the file's time may differ from the start of its upload: clocks differ, and large files take minutes. */
const EARLIER_MS = 60_000;
const LATER_MS = 10 * 60_000;
/** If the account does not answer for this long, the upload is given up: its place is freed and the operator informed. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;
const MOST_PAGES = 20;

type Found = { id: string; name: string; bytes: number; atMs: number };

/**
 * Deletes the files of uploads whose answer was lost, since no caller knows their ids. A file counts as such only if it has the upload's
 * name, came at its time, is no larger, and belongs to no workspace. Safe to run twice at once.
 */
export async function clearLostUploads(now: Date, readAccounts: () => Promise<PooledAccount[]> = storedAccounts): Promise<void> {
  const lost = await lostUploads(new Date(now.getTime() - LOST_AFTER_MS));
  if (lost.length === 0) return;
  const accounts = await readAccounts();
  for (const accountId of new Set(lost.map((upload) => upload.accountId))) {
    const own = lost.filter((upload) => upload.accountId === accountId);
    const stored = accounts.find(({ id }) => id === accountId);
    const upstream = stored && createUpstream(stored.account);
    try {
      await clearAt(upstream?.files, own);
    } catch (err) {
      log.warn({ event: "files.lost_uploads_unread", err, accountId }, "lost uploads could not be looked for");
      await giveUp(own, now);
    } finally {
      await upstream?.close();
    }
  }
}

/** If the account was deleted, there is nothing left to look at. */
async function clearAt(files: ClaudeFiles | undefined, lost: readonly LostUpload[]): Promise<void> {
  const kept = files ? await filesOf(files) : [];
  const known = await knownFileIds(kept.map(({ id }) => id));
  const nobodys = kept.filter(({ id }) => !known.has(id));
  for (const upload of lost) {
    for (const file of nobodys.filter((each) => mayBe(each, upload))) {
      const { status } = (await files?.remove(file.id)) ?? { status: 404 };
      if (status !== 200 && status !== 404) throw new Error(`The account answered ${status} to a deletion.`);
      log.info({ event: "files.lost_upload_deleted", upload: upload.id, fileId: file.id }, "a file was deleted whose upload was lost");
    }
    await dropFile({ ...upload, fileId: null });
  }
}

function mayBe({ name, bytes, atMs }: Found, { name: uploaded, mostBytes, startedAt }: LostUpload): boolean {
  const sinceMs = atMs - startedAt.getTime();
  const isNamed = uploaded === "" ? name.startsWith("unnamed") : name === uploaded;
  return isNamed && bytes <= mostBytes && sinceMs > -EARLIER_MS && sinceMs < LATER_MS;
}

async function filesOf(files: ClaudeFiles): Promise<Found[]> {
  const found: Found[] = [];
  let page: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { status, body } = await files.list(page);
    const list = parseJson(body);
    if (status !== 200 || !isObject(list) || !Array.isArray(list.data)) throw new Error(`The account answered ${status} to a list.`);
    for (const each of list.data) {
      if (!isObject(each)) continue;
      found.push({
        id: `${each.id}`,
        name: `${each.filename}`,
        bytes: each.size_bytes as number,
        atMs: Date.parse(`${each.created_at}`),
      });
    }
    if (typeof list.next_page !== "string") return found;
    page = list.next_page;
  }
  return found;
}

async function giveUp(lost: readonly LostUpload[], now: Date): Promise<void> {
  for (const upload of lost) {
    if (now.getTime() - upload.startedAt.getTime() < GIVEN_UP_AFTER_MS) continue;
    log.error(
      { event: "files.lost_upload_given_up", upload: upload.id, accountId: upload.accountId },
      "a lost upload was given up: look for it in the account",
    );
    await dropFile({ ...upload, fileId: null });
  }
}
