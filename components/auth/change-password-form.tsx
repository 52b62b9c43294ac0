"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { NewPasswordField, PasswordField } from "@/components/auth/credential-fields";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";

export function ChangePasswordForm({ action, email }: { action: FormAction; email: string }) {
  const t = useTranslations("auth.account");
  const [state, send] = useActionState(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form
      ref={form}
      action={send}
      onReset={(event) => state.kind !== "done" && event.preventDefault()}
      noValidate
      className="grid max-w-sm gap-4"
    >
      {state.kind === "done" ? <Alert tone="positive">{t("changed")}</Alert> : <FormAlert state={state} />}
      {/* Tells a password manager whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField state={state} name="currentPassword" />
      <NewPasswordField state={state} label="newPassword" />
      <SubmitButton className="justify-self-start">{t("change")}</SubmitButton>
    </form>
  );
}
