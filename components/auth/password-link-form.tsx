"use client";

import { useTranslations } from "next-intl";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

/** For a person without a password: a mailed link lets the person choose one. */
export function PasswordLinkForm({ action }: { action: FormAction }) {
  const t = useTranslations("auth");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  return (
    <form action={send} className="grid max-w-prose gap-4 text-body">
      <FormAlert state={state} noAnswer={noAnswer} />
      <p>{t("account.noPassword")}</p>
      <SubmitButton className="justify-self-start">{t("forgot.submit")}</SubmitButton>
    </form>
  );
}
