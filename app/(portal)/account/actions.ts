"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { FieldName, FormState } from "@/components/auth/form-state";
import { newPasswordText, PASSWORD_LENGTH } from "@/lib/auth/credentials";
import { formActor, requireActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { endSession, startSession } from "@/lib/auth/session";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError } from "@/lib/basics/errors";
import { changePassword, signOutEverywhere } from "@/lib/signup/account-settings";
import { requestPasswordReset } from "@/lib/signup/reset-password";
import { changeTimeZone } from "@/lib/signup/time-zone";
import { sendVerificationAgain } from "@/lib/signup/verify-email";

const passwordForm = z.object({ currentPassword: z.string().min(1).max(PASSWORD_LENGTH.max), password: newPasswordText });

export async function changePasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const parsed = passwordForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "invalid", fields: parsed.error.issues.map((issue) => issue.path[0] as FieldName) };
  const { currentPassword, password: newPassword } = parsed.data;
  const outcome = await changePassword({ userId: user.id, currentPassword, newPassword, remoteAddress: await remoteAddress() });
  if (outcome.kind === "wait") return outcome;
  if (outcome.kind === "wrong_password") return { kind: "invalid", fields: ["currentPassword"] };
  await startSession(outcome.session);
  return { kind: "done" };
}

/** Budgets and the month follow it, so it is the owner's to choose. */
export async function changeTimeZoneAction(_previous: FormState, form: FormData): Promise<FormState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  const { id: userId, workspace } = user;
  if (workspace.role !== "owner") return { kind: "failed" };
  const timeZone = String(form.get("timeZone") ?? "");
  try {
    await changeTimeZone({ userId, ip: await remoteAddress() }, workspace.id, timeZone);
  } catch (error) {
    if (error instanceof AppError && error.param === "timeZone") return { kind: "invalid", fields: ["timeZone"] };
    throw error;
  }
  revalidatePath("/account");
  return { kind: "done" };
}

export async function signOutEverywhereAction(): Promise<void> {
  const user = await requireActor();
  await signOutEverywhere({ userId: user.id, ip: await remoteAddress() });
  await endSession();
  redirect("/sign-in?notice=signed_out");
}

export async function sendVerificationAction(_previous: FormState): Promise<FormState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  try {
    const outcome = await sendVerificationAgain(user.id, await remoteAddress());
    return typeof outcome === "string" ? { kind: "done" } : { kind: "wait", seconds: outcome.waitSeconds };
  } catch (error) {
    if (error instanceof AppError) return { kind: "failed" };
    throw error;
  }
}

/** For somebody who signs in through a provider and wants a password as well. */
export async function mailPasswordLinkAction(_previous: FormState): Promise<FormState> {
  const user = await formActor();
  if (!user) return SIGNED_OUT;
  return requestPasswordReset({ email: user.email, remoteAddress: await remoteAddress() });
}
