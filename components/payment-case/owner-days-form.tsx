"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ClearState } from "@/components/clearing/clear-state";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

type OwnerDaysFormProps = { days: number; action: (previous: ClearState, form: FormData) => Promise<ClearState> };

/** For how many days after a payment owners may ask for a refund. */
export function OwnerDaysForm({ days, action }: OwnerDaysFormProps) {
  const t = useTranslations("payments.rule");
  const [state, send, noAnswer] = useFormAction<ClearState>(action, { kind: "idle" });
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-3">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "done" && <Alert tone="positive">{t("done")}</Alert>}
      <Field label={t("days")} hint={t("hint")} error={state.kind === "refused" && t("refused")}>
        <Input name="ownerDays" inputMode="numeric" defaultValue={days} autoComplete="off" className="figure max-w-32" />
      </Field>
      <div>
        <SubmitButton look="secondary">{t("save")}</SubmitButton>
      </div>
    </form>
  );
}
