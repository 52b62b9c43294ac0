import "server-only";
import { writeAudit } from "@/lib/audit/write";
import { holdActor } from "@/lib/keyring/hold-actor";
import { type CreatedManagementKey, createManagementKey, revokeManagementKey } from "@/lib/keys/management";
import { inTransaction } from "@/lib/platform/postgres";

/** Only people make management keys, and only in the portal: a key that made others like itself could not be taken back. */
type Person = { userId: string; sessionVersion?: number; ip?: string };

/** Makes a management key and notes who did. See `createManagementKey` of the room. */
export async function makeManagementKey(
  workspaceId: string,
  wanted: { name: string; submissionKey: string },
  { userId, sessionVersion, ip }: Person,
): Promise<CreatedManagementKey> {
  return inTransaction(async (on) => {
    await holdActor(on, { userId, sessionVersion, managementKeyId: null });
    const made = await createManagementKey(on, workspaceId, { ...wanted, createdBy: userId });
    if (made.kind === "created") {
      const target = `management_key:${made.id}`;
      await writeAudit(on, { actorUserId: userId, workspaceId, ip, action: "management_key.create", target, after: { name: made.name } });
    }
    return made;
  });
}

/** Ends a management key and notes who did; a repeat writes nothing. See `revokeManagementKey` of the room. */
export async function endManagementKey(workspaceId: string, id: string, { userId, ip }: Person): Promise<void> {
  await inTransaction(async (on) => {
    if (!(await revokeManagementKey(on, workspaceId, id))) return;
    await writeAudit(on, { actorUserId: userId, workspaceId, ip, action: "management_key.revoke", target: `management_key:${id}` });
  });
}
