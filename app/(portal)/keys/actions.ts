"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ChangeKeyState, CreateKeyState, LimitKeyState, RotateKeyState } from "@/components/keys/key-state";
import type { Person } from "@/lib/audit/actor";
import { type CurrentUser, formActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { changeKey } from "@/lib/keys/change";
import { createKey } from "@/lib/keys/create";
import { parseKeyLimits } from "@/lib/keys/key-limits";
import { revokeKey } from "@/lib/keys/revoke";
import { MAX_GRACE_SECONDS, rotateKey } from "@/lib/keys/rotate";
import { startOfDay } from "@/lib/usage/days";

const createForm = z.object({ name: z.string(), submissionKey: z.uuid() });
const renameForm = z.object({ keyId: z.uuid(), name: z.string() });
const limitForm = z.object({
  keyId: z.uuid(),
  budget: z.string().max(40),
  budgetPeriod: z.string(),
  requestsPerMinute: z.string().max(40),
  tokensPerMinute: z.string().max(40),
  expiresOn: z.string(),
  models: z.array(z.string().max(100)).max(200),
  addresses: z.string().max(10_000),
});
const DAY_MS = 86_400_000;
const revokeForm = z.object({ keyId: z.uuid() });
const rotateForm = z.object({ keyId: z.uuid(), graceSeconds: z.coerce.number().int().min(0).max(MAX_GRACE_SECONDS) });

export async function createKeyAction(form: FormData): Promise<CreateKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = createForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "failed" };
  try {
    const made = await createKey(await actorOf(user), user.workspace.id, parsed.data);
    revalidatePath("/keys");
    const { id, name } = made.key;
    return made.kind === "created" ? { kind: made.kind, id, name, secret: made.secret } : { kind: made.kind, id, name };
  } catch (error) {
    return refusal(error);
  }
}

export async function renameKeyAction(form: FormData): Promise<ChangeKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = renameForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "not_found" };
  return changed(async () => changeKey(await actorOf(user), user.workspace.id, parsed.data.keyId, { name: parsed.data.name }));
}

export async function limitKeyAction(form: FormData): Promise<LimitKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = limitForm.safeParse({ ...Object.fromEntries(form), models: form.getAll("models") });
  if (!parsed.success) return { kind: "failed" };
  const { keyId, ...sent } = parsed.data;
  const expiresAt = endOfDay(sent.expiresOn, user.workspace.timeZone);
  if (expiresAt === undefined) return { kind: "invalid", field: "expiresOn", sent };
  try {
    await changeKey(await actorOf(user), user.workspace.id, keyId, { limits: { ...parseKeyLimits(sent), expiresAt } });
  } catch (error) {
    if (error instanceof AppError && error.param) return { kind: "invalid", field: error.param, sent };
    refusal(error);
    return { kind: "failed" };
  }
  revalidatePath("/keys");
  return { kind: "done" };
}

/** Null for no day, undefined for a text that is none. */
function endOfDay(day: string, timeZone: string): Date | null | undefined {
  if (day === "") return null;
  const midnight = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) return undefined;
  return startOfDay(new Date(midnight + DAY_MS).toISOString().slice(0, 10), timeZone);
}

export async function rotateKeyAction(form: FormData): Promise<RotateKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = rotateForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "failed" };
  try {
    const { secret } = await rotateKey(await actorOf(user), user.workspace.id, parsed.data.keyId, parsed.data.graceSeconds);
    revalidatePath("/keys");
    return { kind: "rotated", secret };
  } catch (error) {
    refusal(error);
    return { kind: "failed" };
  }
}

export async function revokeKeyAction(form: FormData): Promise<ChangeKeyState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = revokeForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "not_found" };
  return changed(async () => revokeKey(await actorOf(user), user.workspace.id, parsed.data.keyId));
}

async function actorOf(user: CurrentUser): Promise<Person> {
  return { userId: user.id, sessionVersion: user.sessionVersion, ip: await remoteAddress() };
}

async function changed(change: () => Promise<unknown>): Promise<ChangeKeyState> {
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
