"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { FieldName, FormState } from "@/components/auth/form-state";
import { newPasswordText, PASSWORD_LENGTH } from "@/lib/auth/credentials";
import { requireActor } from "@/lib/auth/current-user";
import { endSession, startSession } from "@/lib/auth/session";
import { changePassword, signOutEverywhere } from "@/lib/signup/person-settings";
import { requestPasswordReset } from "@/lib/signup/reset-password";
import { changeTimeZone } from "@/lib/signup/time-zone";
import { sendVerificationAgain } from "@/lib/signup/verify-email";

const passwordForm = z.object({ currentPassword: z.string().min(1).max(PASSWORD_LENGTH.max), password: newPasswordText });
const anyForm = z.object({});
const FAILED: FormState = { kind: "failed" };

export const changePasswordAction = portalAction<z.infer<typeof passwordForm>, FormState>({
  schema: passwordForm,
  async run({ currentPassword, password: newPassword }, { user, actor }) {
    const outcome = await changePassword({ userId: user.id, currentPassword, newPassword, remoteAddress: actor.ip });
    if (outcome.kind === "wait") return outcome;
    if (outcome.kind === "wrong_password") return { kind: "invalid", fields: ["currentPassword"] };
    await startSession(outcome.session);
    return { kind: "done" };
  },
  unreadable: (fields) => ({ kind: "invalid", fields: fields as FieldName[] }),
});

/** Budgets and the month depend on it, so only the owner may choose it. */
export const changeTimeZoneAction = portalAction<{ timeZone: string }, FormState>({
  schema: z.object({ timeZone: z.string().default("") }),
  async run({ timeZone }, { user, actor }) {
    if (user.workspace.role !== "owner") return FAILED;
    await changeTimeZone(actor, user.workspace.id, timeZone);
    revalidatePath("/account");
    return { kind: "done" };
  },
  unreadable: () => FAILED,
  refused(_, error) {
    if (error.param === "timeZone") return { kind: "invalid", fields: ["timeZone"] };
    throw error;
  },
});

export const signOutEverywhereAction = portalAction<object, void>(
  {
    schema: anyForm,
    async run(_, { actor }) {
      await signOutEverywhere(actor);
      await endSession();
      redirect("/sign-in?notice=signed_out");
    },
    unreadable: () => undefined,
  },
  requireActor,
);

export const sendVerificationAction = portalAction<object, FormState>({
  schema: anyForm,
  async run(_, { user, actor }) {
    const outcome = await sendVerificationAgain(user.id, actor.ip);
    return typeof outcome === "string" ? { kind: "done" } : { kind: "wait", seconds: outcome.waitSeconds };
  },
  unreadable: () => FAILED,
  refused: () => FAILED,
});

/** For a person who signs in through a provider and also wants a password. */
export const mailPasswordLinkAction = portalAction<object, FormState>({
  schema: anyForm,
  run: (_, { user, actor }) => requestPasswordReset({ email: user.email, remoteAddress: actor.ip }),
  unreadable: () => FAILED,
});
