"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { answerForm, REFUSAL_OF, type Refusal } from "@/app/portal-action";
import type { FieldName, FormState } from "@/components/auth/form-state";
import { emailText, newPasswordText, PASSWORD_LENGTH } from "@/lib/auth/credentials";
import { remoteAddress } from "@/lib/auth/remote-address";
import { safeReturnPath } from "@/lib/auth/return-path";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import { endSession, sessionClaims, startSession } from "@/lib/auth/session";
import { AppError } from "@/lib/basics/errors";
import { requestPasswordReset, resetPassword } from "@/lib/signup/reset-password";
import { signIn } from "@/lib/signup/sign-in";
import { signOut } from "@/lib/signup/sign-out";
import { signUp } from "@/lib/signup/sign-up";
import { verifyWithPassword } from "@/lib/signup/verify-email";

const existingPassword = z.string().min(1).max(PASSWORD_LENGTH.max);
// An unknown time zone is no reason to refuse a sign-up.
const signUpForm = z.object({ email: emailText, password: newPasswordText, timeZone: z.string().max(100).optional().catch(undefined) });
const signInForm = z.object({ email: emailText, password: existingPassword });
const verifyForm = z.object({ password: existingPassword, token: z.string().max(100) });
const emailForm = z.object({ email: emailText });
const resetForm = z.object({ password: newPasswordText, token: z.string().max(100) });

export async function signUpAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, signUpForm, async (input, remoteAddress) => {
    const outcome = await signUp({ ...input, remoteAddress });
    if (outcome.kind !== "signed_in") return outcome;
    await startSession(outcome.session);
    redirect(safeReturnPath(form.get("next")));
  });
}

export async function signInAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, signInForm, async (input, remoteAddress) => {
    const outcome = await signIn({ ...input, remoteAddress });
    if (outcome.kind !== "signed_in") return outcome;
    await startSession(outcome.session);
    redirect(safeReturnPath(form.get("next")));
  });
}

export async function verifyAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, verifyForm, async (input, remoteAddress) => {
    const outcome = await verifyWithPassword({ ...input, remoteAddress });
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
  return answer(form, emailForm, ({ email }, remoteAddress) => requestPasswordReset({ email, remoteAddress }));
}

export async function resetPasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answer(form, resetForm, async (input, remoteAddress) => {
    if ((await resetPassword({ ...input, remoteAddress })) === "invalid") return { kind: "expired" };
    await endSession();
    redirect("/sign-in?notice=password_changed");
  });
}

const KIND_OF: Record<Refusal, "forbidden" | "busy" | "failed"> = {
  forbidden: "forbidden",
  busy: "busy",
  invalid: "failed",
  gone: "failed",
  conflict: "failed",
  ended: "failed",
  failed: "failed",
};

/** A form that needs no signed-in person. The typed address stays beside the result of `run`. */
async function answer<Input>(
  form: FormData,
  schema: z.ZodType<Input>,
  run: (input: Input, remoteAddress: string) => Promise<FormState>,
): Promise<FormState> {
  const email = String(form.get("email") ?? "").slice(0, 254);
  // A foreign page learns nothing about the fields.
  const foreign = await foreignOrigin();
  if (foreign) return { ...foreign, email };
  const action = {
    schema,
    run: async (input: Input) => run(input, await remoteAddress()),
    unreadable: (fields: PropertyKey[]): FormState => ({ kind: "invalid", fields: fields as FieldName[] }),
    refused: (refusal: Refusal): FormState => ({ kind: KIND_OF[refusal] }),
  };
  return { ...(await answerForm(action, null, form)), email };
}

/** The state for a form that no page of ours has sent; null for one of ours. */
async function foreignOrigin(): Promise<FormState | null> {
  try {
    await requireSameOrigin();
    return null;
  } catch (error) {
    if (error instanceof AppError) return { kind: KIND_OF[REFUSAL_OF[error.code]] };
    throw error;
  }
}
