"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { limitForm, readLimitForm } from "@/app/(portal)/keys/limit-form";
import { portalAction, type Refusal } from "@/app/portal-action";
import type { ChangeKeyState, CreateKeyState, InvalidName, LimitField, LimitKeyState, RotateKeyState } from "@/components/keys/key-state";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { readName, similarName } from "@/lib/keys/key-name";
import { listKeys } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { MAX_GRACE_SECONDS, rotateKey } from "@/lib/keys/rotate-key";

const keyId = z.uuid();

const FAILED = { kind: "failed" } as const;
const NOT_FOUND = { kind: "not_found" } as const;

export const createKeyAction = portalAction<{ name: string; submissionKey: string }, CreateKeyState>({
  schema: z.object({ name: z.string(), submissionKey: z.uuid() }),
  async run(wanted, { user, actor }) {
    const made = await createKey(actor, user.workspace.id, wanted);
    revalidatePath("/keys");
    const { id, name } = made.key;
    if (made.kind !== "created") return { kind: made.kind, id, name };
    return { kind: made.kind, id, name, secret: made.secret, similar: await similarKey(user.workspace.id, id, name) };
  },
  unreadable: () => FAILED,
  refused: refusedName,
});

export const renameKeyAction = portalAction<{ keyId: string; name: string }, ChangeKeyState>({
  schema: z.object({ keyId, name: z.string() }),
  async run(form, { user, actor }) {
    const { id, name } = await changeKey(actor, user.workspace.id, form.keyId, { name: form.name });
    revalidatePath("/keys");
    return { kind: "done", similar: await similarKey(user.workspace.id, id, name) };
  },
  unreadable: () => NOT_FOUND,
  refused: refusedName,
});

export const limitKeyAction = portalAction<z.infer<typeof limitForm>, LimitKeyState>({
  schema: limitForm,
  lists: ["models"],
  async run({ keyId, ...sent }, { user, actor }) {
    const read = readLimitForm(sent, user.workspace.timeZone);
    if ("wrong" in read) return { kind: "invalid", fields: read.wrong };
    await changeKey(actor, user.workspace.id, keyId, read);
    revalidatePath("/keys");
    return { kind: "done" };
  },
  unreadable: (fields) => (fields.includes("keyId") ? FAILED : { kind: "invalid", fields: fields as LimitField[] }),
  refused: () => FAILED,
});

export const rotateKeyAction = portalAction<{ keyId: string; graceSeconds: number }, RotateKeyState>({
  schema: z.object({ keyId, graceSeconds: z.coerce.number().int().min(0).max(MAX_GRACE_SECONDS) }),
  async run(form, { user, actor }) {
    const { secret } = await rotateKey(actor, user.workspace.id, form.keyId, form.graceSeconds);
    revalidatePath("/keys");
    return { kind: "rotated", secret };
  },
  unreadable: () => FAILED,
  refused: () => FAILED,
});

export const revokeKeyAction = portalAction<{ keyId: string }, ChangeKeyState>({
  schema: z.object({ keyId }),
  async run(form, { user, actor }) {
    await revokeKey(actor, user.workspace.id, form.keyId);
    revalidatePath("/keys");
    return { kind: "done" };
  },
  unreadable: () => NOT_FOUND,
  refused: () => FAILED,
});

/** The name of another live key that a reader may take for this one. */
async function similarKey(workspaceId: string, id: string, name: string): Promise<string | null> {
  const others = (await listKeys(workspaceId)).filter((key) => key.id !== id && !key.revokedAt);
  return similarName(
    name,
    others.map((key) => key.name),
  );
}

function refusedName(refusal: Refusal, _: unknown, sent: { name: string }): InvalidName | typeof FAILED {
  const read = readName(sent.name);
  return refusal === "invalid" && "fault" in read ? { kind: "invalid", fault: read.fault } : FAILED;
}
