"use client";

import { useTranslations } from "next-intl";
import { NewPasswordField, PasswordField } from "@/components/auth/credential-fields";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";

export function ChangePasswordForm({ action, email }: { action: FormAction; email: string }) {
  const t = useTranslations("auth.account");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form
      ref={form}
      action={send}
      onReset={(event) => (state.kind !== "done" || noAnswer) && event.preventDefault()}
      noValidate
      className="grid max-w-sm gap-4"
    >
      {state.kind === "done" && !noAnswer ? <Alert tone="positive">{t("changed")}</Alert> : <FormAlert state={state} noAnswer={noAnswer} />}
      {/* Tells a password manager whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField state={state} name="currentPassword" />
      <NewPasswordField state={state} label="newPassword" />
      <SubmitButton look="secondary" className="justify-self-start">
        {t("change")}
      </SubmitButton>
    </form>
  );
}
