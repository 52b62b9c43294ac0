"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { TestState, UpstreamRefusal, UpstreamState } from "@/components/upstreams/upstream-state";
import type { Person } from "@/lib/audit/actor";
import { adminFormActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import {
  ACCOUNT_KINDS,
  type AccountField,
  CREDENTIAL_KINDS,
  EMPTY_ACCOUNT_FORM,
  NO_CREDENTIALS,
} from "@/lib/upstream-accounts/account-form";
import { checkAccountForm } from "@/lib/upstream-accounts/account-shape";
import {
  addUpstreamAccount,
  deleteUpstreamAccount,
  editUpstreamAccount,
  moveUpstreamAccount,
} from "@/lib/upstream-accounts/change-accounts";
import { SealError } from "@/lib/upstream-accounts/credentials";
import { testUpstreamAccount } from "@/lib/upstreams/stored/test-stored-account";

const typed = z.string().max(20_000).default("");
const accountForm = z.object({
  ...Object.fromEntries(Object.keys(EMPTY_ACCOUNT_FORM).map((field) => [field, typed])),
  kind: z.enum(ACCOUNT_KINDS),
  credentialKind: z.enum(["", ...Object.values(CREDENTIAL_KINDS).flat()]).default(""),
  models: z.array(z.string().max(100)).max(200),
});
const revision = z.object({ id: z.uuid(), revision: z.coerce.number().int().positive() });
const STATES = ["enabled", "draining", "disabled"] as const;

/** Adds the account of the form, or changes the one that its `id` names. */
export async function saveUpstreamAction(form: FormData): Promise<UpstreamState> {
  const actor = await adminActor();
  if (!actor) return SIGNED_OUT;
  const parsed = accountForm.safeParse({ ...Object.fromEntries(form), models: form.getAll("models") });
  if (!parsed.success) return { kind: "refused", reason: "failed" };
  const { account, wrong } = checkAccountForm({ ...EMPTY_ACCOUNT_FORM, ...NO_CREDENTIALS, ...parsed.data });
  if (!account) return { kind: "wrong", fields: wrong };
  if (!form.has("id")) {
    const state = form.get("isDisabled") === "on" ? "disabled" : "enabled";
    return changed(() => addUpstreamAccount(actor, account, state));
  }
  const at = revision.safeParse(Object.fromEntries(form));
  if (!at.success) return { kind: "refused", reason: "failed" };
  return changed(() => editUpstreamAccount(actor, at.data, account));
}

export async function moveUpstreamAction(form: FormData): Promise<UpstreamState> {
  const actor = await adminActor();
  if (!actor) return SIGNED_OUT;
  const parsed = revision.extend({ state: z.enum(STATES) }).safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "refused", reason: "failed" };
  return changed(() => moveUpstreamAccount(actor, parsed.data, parsed.data.state));
}

export async function deleteUpstreamAction(form: FormData): Promise<UpstreamState> {
  const actor = await adminActor();
  if (!actor) return SIGNED_OUT;
  const parsed = revision.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "refused", reason: "failed" };
  return changed(() => deleteUpstreamAccount(actor, parsed.data));
}

export async function testUpstreamAction(form: FormData): Promise<TestState> {
  if (!(await adminFormActor())) return SIGNED_OUT;
  const parsed = revision.pick({ id: true }).safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "refused", reason: "failed" };
  try {
    return { kind: "tested", ...(await testUpstreamAccount(parsed.data.id)) };
  } catch (error) {
    return { kind: "refused", reason: reasonOf(error) };
  }
}

async function adminActor(): Promise<Person | null> {
  const admin = await adminFormActor();
  return admin && { userId: admin.id, ip: await remoteAddress() };
}

async function changed(change: () => Promise<unknown>): Promise<UpstreamState> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof AppError) || !error.param) return { kind: "refused", reason: reasonOf(error) };
    return { kind: "wrong", fields: [error.param === "name" ? "taken" : (error.param as AccountField)] };
  }
  revalidatePath("/admin/upstreams");
  return { kind: "done" };
}

const REASONS: Partial<Record<ErrorCode, UpstreamRefusal>> = { conflict: "conflict", not_found: "not_found" };

function reasonOf(error: unknown): UpstreamRefusal {
  if (error instanceof SealError) return "no_key";
  if (error instanceof AppError) return REASONS[error.code] ?? "failed";
  throw error;
}
