"use client";

import { useTranslations } from "next-intl";
import { EmailField, NewPasswordField } from "@/components/auth/credential-fields";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";

export function ForgotPasswordForm({ action }: { action: FormAction }) {
  const t = useTranslations("auth");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <FormAlert state={state} noAnswer={noAnswer} />
      <EmailField state={state} />
      <SubmitButton size="large">{t("forgot.submit")}</SubmitButton>
    </form>
  );
}

export function ResetPasswordForm({ action, token }: { action: FormAction; token: string }) {
  const t = useTranslations("auth");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <FormAlert state={state} noAnswer={noAnswer} />
      <input type="hidden" name="token" value={token} />
      <NewPasswordField state={state} label="password" />
      <SubmitButton size="large">{t("reset.submit")}</SubmitButton>
    </form>
  );
}
