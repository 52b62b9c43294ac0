"use client";

import { useTranslations } from "next-intl";
import { PasswordField } from "@/components/auth/credential-fields";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";

/** The password of the person whose address is verified: a mailed link alone does not show who signed up. */
export function VerifyForm({ action, token, email }: { action: FormAction; token: string; email: string }) {
  const t = useTranslations("auth");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      {state.kind === "expired" ? (
        <FormAlert state={{ kind: "link_expired" }} noAnswer={noAnswer} />
      ) : (
        <FormAlert state={state} noAnswer={noAnswer} />
      )}
      <input type="hidden" name="token" value={token} />
      {/* Tells a password manager whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField state={state} />
      <SubmitButton size="large">{t("verify.password.submit")}</SubmitButton>
    </form>
  );
}
