"use client";

import { useTranslations } from "next-intl";
import { BrowserTimeZone } from "@/components/auth/browser-time-zone";
import { EmailField, NewPasswordField, PasswordField } from "@/components/auth/credential-fields";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";

type CredentialsFormProps = {
  purpose: "signUp" | "signIn";
  action: FormAction;
  /** The path in the portal to open afterwards. */
  next?: string;
};

/** E-mail and password, for a sign-up or a sign-in. It works before the page's scripts do. */
export function CredentialsForm({ purpose, action, next }: CredentialsFormProps) {
  const t = useTranslations("auth");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <FormAlert state={state} noAnswer={noAnswer} />
      {next && <input type="hidden" name="next" value={next} />}
      {purpose === "signUp" && <BrowserTimeZone />}
      <EmailField state={state} />
      {purpose === "signUp" ? <NewPasswordField state={state} label="password" /> : <PasswordField state={state} />}
      <SubmitButton size="large">{t(`${purpose}.submit`)}</SubmitButton>
    </form>
  );
}
