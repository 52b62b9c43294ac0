"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ChangeKeyState, CreateKeyState } from "@/components/keys/key-state";
import { requireActor } from "@/lib/auth/current-user";
import { AppError, type ErrorCode } from "@/lib/errors";
import { createKey } from "@/lib/keys/create";
import { renameKey } from "@/lib/keys/rename";
import { revokeKey } from "@/lib/keys/revoke";

const createForm = z.object({ name: z.string(), submissionKey: z.uuid() });
const renameForm = z.object({ keyId: z.uuid(), name: z.string() });
const revokeForm = z.object({ keyId: z.uuid() });

export async function createKeyAction(form: FormData): Promise<CreateKeyState> {
  const user = await requireActor();
  const parsed = createForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "failed" };
  try {
    const key = await createKey(user.workspace.id, { ...parsed.data, createdBy: user.id });
    revalidatePath("/keys");
    return key;
  } catch (error) {
    return refusal(error);
  }
}

export async function renameKeyAction(form: FormData): Promise<ChangeKeyState> {
  const user = await requireActor();
  const parsed = renameForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "not_found" };
  return changed(() => renameKey(user.workspace.id, parsed.data.keyId, parsed.data.name));
}

export async function revokeKeyAction(form: FormData): Promise<ChangeKeyState> {
  const user = await requireActor();
  const parsed = revokeForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "not_found" };
  return changed(() => revokeKey(user.workspace.id, parsed.data.keyId));
}

async function changed(change: () => Promise<void>): Promise<ChangeKeyState> {
  try {
    await change();
    revalidatePath("/keys");
    return { kind: "done" };
  } catch (error) {
    return refusal(error);
  }
}

const KIND_OF: Partial<Record<ErrorCode, "invalid">> = { invalid_request: "invalid" };

function refusal(error: unknown): { kind: "invalid" | "failed" } {
  if (error instanceof AppError) return { kind: KIND_OF[error.code] ?? "failed" };
  throw error;
}
