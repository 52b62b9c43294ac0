"use client";

import { useTranslations } from "next-intl";
import type { FAILURE_ACTIONS, FailureAction, FailureState } from "@/components/failures/failure-state";
import { ConfirmForm } from "@/components/ui/confirm-form";

type FailureButtonProps = {
  what: (typeof FAILURE_ACTIONS)[number];
  fields?: Record<string, string>;
  action: FailureAction;
};

/** Retries or discards what failed, after a dialog that explains the consequences. */
export function FailureButton({ what, fields, action }: FailureButtonProps) {
  const t = useTranslations("failures.actions");
  const words = {
    open: t(`${what}.open`),
    title: t(`${what}.title`),
    text: t(`${what}.text`),
    submit: t(`${what}.submit`),
    cancel: t("cancel"),
    done: t(`${what}.done`),
  };
  const refusal = ({ kind }: FailureState) => t(kind === "gone" ? "gone" : "refused");
  return (
    <ConfirmForm
      words={words}
      {...(what.startsWith("giveUp") && { look: "danger" })}
      fields={{ what, ...fields }}
      action={action}
      refusal={refusal}
    />
  );
}
