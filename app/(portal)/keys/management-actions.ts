"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ChangeKeyState, CreateKeyState } from "@/components/keys/key-state";
import { type CurrentUser, formActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError } from "@/lib/basics/errors";
import { createManagementKey, revokeManagementKey } from "@/lib/keys/change-management-keys";

const createForm = z.object({ name: z.string(), submissionKey: z.uuid() });
const revokeForm = z.object({ keyId: z.uuid() });

export async function createManagementKeyAction(form: FormData): Promise<CreateKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = createForm.safeParse(Object.fromEntries(form));
  if (!isOwner(user) || !parsed.success) return { kind: "failed" };
  try {
    const made = await createManagementKey(
      { userId: user.id, sessionVersion: user.sessionVersion, ip: await remoteAddress() },
      user.workspace.id,
      parsed.data,
    );
    revalidatePath("/keys");
    return made;
  } catch (error) {
    if (error instanceof AppError) return { kind: error.code === "invalid_request" ? "invalid" : "failed" };
    throw error;
  }
}

export async function revokeManagementKeyAction(form: FormData): Promise<ChangeKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = revokeForm.safeParse(Object.fromEntries(form));
  if (!isOwner(user) || !parsed.success) return { kind: "not_found" };
  try {
    await revokeManagementKey({ userId: user.id, ip: await remoteAddress() }, user.workspace.id, parsed.data.keyId);
    revalidatePath("/keys");
    return { kind: "done" };
  } catch (error) {
    if (error instanceof AppError) return { kind: "not_found" };
    throw error;
  }
}

/** Who holds a management key spends from the balance without the portal: only the workspace's owner gives one out. */
function isOwner({ workspace }: CurrentUser): boolean {
  return workspace.role === "owner";
}
