"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { ChangeKeyState, CreateKeyState } from "@/components/keys/key-state";
import type { CurrentUser } from "@/lib/auth/current-user";
import { createManagementKey, revokeManagementKey } from "@/lib/keys/change-management-keys";
import { readName } from "@/lib/keys/key-name";

const FAILED = { kind: "failed" } as const;
const NOT_FOUND = { kind: "not_found" } as const;

export const createManagementKeyAction = portalAction<{ name: string; submissionKey: string }, CreateKeyState>({
  schema: z.object({ name: z.string(), submissionKey: z.uuid() }),
  async run(wanted, { user, actor }) {
    if (!isOwner(user)) return FAILED;
    const made = await createManagementKey(actor, user.workspace.id, wanted);
    revalidatePath("/keys");
    return made.kind === "created" ? { ...made, similar: null } : made;
  },
  unreadable: () => FAILED,
  refused(refusal, _, { name }) {
    const read = readName(name);
    return refusal === "invalid" && "fault" in read ? { kind: "invalid", fault: read.fault } : FAILED;
  },
});

export const revokeManagementKeyAction = portalAction<{ keyId: string }, ChangeKeyState>({
  schema: z.object({ keyId: z.uuid() }),
  async run({ keyId }, { user, actor }) {
    if (!isOwner(user)) return NOT_FOUND;
    await revokeManagementKey(actor, user.workspace.id, keyId);
    revalidatePath("/keys");
    return { kind: "done" };
  },
  unreadable: () => NOT_FOUND,
  refused: () => NOT_FOUND,
});

/** The holder of a management key spends from the balance without the portal: only the workspace's owner may issue one. */
function isOwner({ workspace }: CurrentUser): boolean {
  return workspace.role === "owner";
}
