import { newId } from "@/lib/basics/ids";
import { storeMadeFile } from "@/lib/files/store-made-file";
import { log } from "@/lib/platform/log";
import type { Call } from "@/lib/relay/call/call";
import { describedFile } from "@/lib/relay/files/described-file";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

/** The client waits no longer than this for the end of an answer that is already paid. */
const PATIENCE_MS = 5_000;

/** Stores the owner of files that tools made in this call before its answer ends: its caller may ask for them at once. Never rejects. */
export async function storeMadeFiles(call: Call, account: PoolMember | null, fileIds: ReadonlySet<string>): Promise<void> {
  const files = account?.upstream.files;
  if (!account || !files || fileIds.size === 0) return;
  const { workspaceId, keyId } = call.caller;
  const noted = [...fileIds].map(async (fileId) => {
    const { status, body } = await files.describe(fileId);
    const file = status === 200 ? describedFile(body) : null;
    // Results also name files that the caller uploaded.
    if (file?.isDownloadable) await storeMadeFile({ ...file, id: newId(), workspaceId, keyId, accountId: account.id });
  });
  const late = new Promise<void>((_, reject) => setTimeout(() => reject(new Error("it took too long")), PATIENCE_MS).unref());
  await Promise.race([Promise.all(noted), late]).catch((err) => {
    log.warn(
      { event: "files.made_unnoted", err, requestId: call.requestId },
      "files that a tool made were not noted: they cannot be downloaded",
    );
  });
  for (const each of noted) each.catch(() => undefined);
}
