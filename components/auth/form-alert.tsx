"use client";

import { useTranslations } from "next-intl";
import type { FormState } from "@/components/auth/form-state";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import type { NoAnswer } from "@/components/ui/use-form-action";

/** The result of a form as a whole; an error of one field stands at the field. */
export function FormAlert({ state, noAnswer = null }: { state: FormState; noAnswer?: NoAnswer | null }) {
  const t = useTranslations("auth");
  if (noAnswer) return <NoAnswerAlert reason={noAnswer} />;
  switch (state.kind) {
    case "idle":
    case "invalid":
      return null;
    case "wait":
      return <Alert tone="danger">{t("alert.wait", { seconds: state.seconds })}</Alert>;
    case "signed_out":
      return <SignedOutAlert />;
    case "done":
      return <Alert tone="positive">{t("alert.done")}</Alert>;
    case "check_mail":
      return <Alert tone="positive">{t("alert.check_mail")}</Alert>;
    default:
      return <Alert tone="danger">{t(`alert.${state.kind}`)}</Alert>;
  }
}
