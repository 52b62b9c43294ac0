"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { FieldName, FormState } from "@/components/auth/form-state";
import { emailText, newPasswordText, PASSWORD_LENGTH } from "@/lib/auth/credentials";
import { remoteAddress } from "@/lib/auth/remote-address";
import { safeReturnPath } from "@/lib/auth/return-path";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import { endSession, sessionClaims, startSession } from "@/lib/auth/session";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { requestPasswordReset, resetPassword } from "@/lib/signup/reset-password";
import { signIn } from "@/lib/signup/sign-in";
import { signOut } from "@/lib/signup/sign-out";
import { signUp } from "@/lib/signup/sign-up";
import { verifyWithPassword } from "@/lib/signup/verify-email";

const existingPassword = z.string().min(1).max(PASSWORD_LENGTH.max);
// A zone that is not one is no reason to refuse anybody.
const signUpForm = z.object({ email: emailText, password: newPasswordText, timeZone: z.string().max(100).optional().catch(undefined) });
const signInForm = z.object({ email: emailText, password: existingPassword });
const verifyForm = z.object({ password: existingPassword, token: z.string().max(100) });
const emailForm = z.object({ email: emailText });
const resetForm = z.object({ password: newPasswordText, token: z.string().max(100) });

export async function signUpAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, signUpForm, async (input) => {
    const outcome = await signUp({ ...input, remoteAddress: await remoteAddress() });
    if (outcome.kind !== "signed_in") return outcome;
    await startSession(outcome.session);
    redirect(safeReturnPath(form.get("next")));
  });
}

export async function signInAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, signInForm, async (input) => {
    const outcome = await signIn({ ...input, remoteAddress: await remoteAddress() });
    if (outcome.kind !== "signed_in") return outcome;
    await startSession(outcome.session);
    redirect(safeReturnPath(form.get("next")));
  });
}

export async function verifyAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, verifyForm, async (input) => {
    const outcome = await verifyWithPassword({ ...input, remoteAddress: await remoteAddress() });
    if (outcome.kind !== "signed_in") return outcome;
    await startSession(outcome.session);
    redirect("/overview");
  });
}

export async function signOutAction(): Promise<void> {
  await requireSameOrigin();
  const session = await sessionClaims();
  if (session) await signOut(session, await remoteAddress());
  await endSession();
  redirect("/sign-in");
}

export async function requestPasswordResetAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, emailForm, async ({ email }) => requestPasswordReset({ email, remoteAddress: await remoteAddress() }));
}

export async function resetPasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, resetForm, async (input) => {
    if ((await resetPassword({ ...input, remoteAddress: await remoteAddress() })) === "invalid") return { kind: "expired" };
    await endSession();
    redirect("/sign-in?notice=password_changed");
  });
}

const KIND_OF: Partial<Record<ErrorCode, "forbidden" | "busy">> = { forbidden: "forbidden", rate_limited: "busy" };

/** Checks where the form comes from and what it says, then keeps the typed address beside whatever `run` answers. */
async function answer<Input>(form: FormData, schema: z.ZodType<Input>, run: (input: Input) => Promise<FormState>): Promise<FormState> {
  const email = String(form.get("email") ?? "").slice(0, 254);
  try {
    await requireSameOrigin();
    const parsed = schema.safeParse(Object.fromEntries(form));
    if (!parsed.success) return { kind: "invalid", fields: parsed.error.issues.map((issue) => issue.path[0] as FieldName), email };
    return { ...(await run(parsed.data)), email };
  } catch (error) {
    if (error instanceof AppError) return { kind: KIND_OF[error.code] ?? "failed", email };
    throw error;
  }
}
