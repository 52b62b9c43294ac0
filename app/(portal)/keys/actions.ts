"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction, type Refusal } from "@/app/portal-action";
import type { ChangeKeyState, CreateKeyState, LimitKeyState, RotateKeyState } from "@/components/keys/key-state";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { parseKeyLimits } from "@/lib/keys/key-limits";
import { revokeKey } from "@/lib/keys/revoke-key";
import { MAX_GRACE_SECONDS, rotateKey } from "@/lib/keys/rotate-key";
import { dayAfter, isDay, startOfDay } from "@/lib/usage/days";

const keyId = z.uuid();
const limitForm = z.object({
  keyId,
  budget: z.string().max(40),
  budgetPeriod: z.string(),
  requestsPerMinute: z.string().max(40),
  tokensPerMinute: z.string().max(40),
  expiresOn: z.string(),
  models: z.array(z.string().max(100)).max(200),
  addresses: z.string().max(10_000),
});

const KIND_OF: Record<Refusal, "invalid" | "failed"> = {
  invalid: "invalid",
  gone: "failed",
  conflict: "failed",
  forbidden: "failed",
  ended: "failed",
  busy: "failed",
  failed: "failed",
};
const FAILED = { kind: "failed" } as const;
const refused = (refusal: Refusal) => ({ kind: KIND_OF[refusal] });

export const createKeyAction = portalAction<{ name: string; submissionKey: string }, CreateKeyState>({
  schema: z.object({ name: z.string(), submissionKey: z.uuid() }),
  async run(wanted, { user, actor }) {
    const made = await createKey(actor, user.workspace.id, wanted);
    revalidatePath("/keys");
    const { id, name } = made.key;
    return made.kind === "created" ? { kind: made.kind, id, name, secret: made.secret } : { kind: made.kind, id, name };
  },
  unreadable: () => FAILED,
  refused,
});

export const renameKeyAction = portalAction<{ keyId: string; name: string }, ChangeKeyState>({
  schema: z.object({ keyId, name: z.string() }),
  async run(form, { user, actor }) {
    await changeKey(actor, user.workspace.id, form.keyId, { name: form.name });
    revalidatePath("/keys");
    return { kind: "done" };
  },
  unreadable: () => ({ kind: "not_found" }),
  refused,
});

export const limitKeyAction = portalAction<z.infer<typeof limitForm>, LimitKeyState>({
  schema: limitForm,
  lists: ["models"],
  async run({ keyId, ...sent }, { user, actor }) {
    const expiresAt = endOfDay(sent.expiresOn, user.workspace.timeZone);
    if (expiresAt === undefined) return { kind: "invalid", field: "expiresOn", sent };
    await changeKey(actor, user.workspace.id, keyId, { limits: { ...parseKeyLimits(sent), expiresAt } });
    revalidatePath("/keys");
    return { kind: "done" };
  },
  unreadable: () => FAILED,
  refused: (_, { param }, { keyId: _keyId, ...sent }) => (param ? { kind: "invalid", field: param, sent } : FAILED),
});

/** The end of a day; null for none, undefined for invalid text. */
function endOfDay(day: string, timeZone: string): Date | null | undefined {
  if (day === "") return null;
  return isDay(day) ? startOfDay(dayAfter(day), timeZone) : undefined;
}

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
  unreadable: () => ({ kind: "not_found" }),
  refused,
});
