"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

/** For a person without a password: a mailed link lets the person choose one. */
export function PasswordLinkForm({ action }: { action: FormAction }) {
  const t = useTranslations("auth");
  const [state, send] = useActionState(action, IDLE);
  return (
    <form action={send} className="grid max-w-prose gap-4 text-body">
      <FormAlert state={state} />
      <p>{t("account.noPassword")}</p>
      <SubmitButton className="justify-self-start">{t("forgot.submit")}</SubmitButton>
    </form>
  );
}
