"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";

type VerifyNoticeProps = {
  email: string;
  action: FormAction /** Of the mail stand-in. */;
  inboxUrl?: string;
};

/** Shown on every page of the portal until the address is verified. Nothing waits for it. */
export function VerifyNotice({ email, action, inboxUrl }: VerifyNoticeProps) {
  const t = useTranslations("auth.notice");
  const [state, send] = useActionState(action, IDLE);
  if (state.kind === "done") return <Alert tone="positive">{t("sent", { email })}</Alert>;
  return (
    <Alert tone="warning" title={t("title")}>
      <p>{t("text", { email })}</p>
      <form action={send} className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SubmitButton look="link" size="small">
          {t("send")}
        </SubmitButton>
        {inboxUrl && (
          <a
            href={inboxUrl}
            target="_blank"
            rel="noreferrer"
            className="text-[0.8125rem] font-medium text-accent underline underline-offset-4"
          >
            {t("inbox")}
          </a>
        )}
      </form>
      <FormAlert state={state} />
    </Alert>
  );
}
