"use client";

import { useTranslations } from "next-intl";
import { type RefundAction, RefundAnswer } from "@/components/billing/refund-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

type AdminRefundFormProps = {
  /** The payment, the new refund's id, and what the admin saw as given back. */
  fields: { workspaceId: string; topUpId: string; refundId: string; currency: string; seenMinor: string };
  isByHand: boolean;
  action: RefundAction;
};

/** Gives back a part of a payment, or all that is unused. */
export function AdminRefundForm({ fields, isByHand, action }: AdminRefundFormProps) {
  const t = useTranslations("payments.case");
  const [state, send, noAnswer] = useFormAction(action, { kind: "idle" });
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-3">
      <NoAnswerAlert reason={noAnswer} />
      {!noAnswer && <RefundAnswer state={state} />}
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field label={t("amount", { currency: fields.currency.toUpperCase() })} hint={t("amountHint")}>
          <Input name="amount" inputMode="decimal" autoComplete="off" className="figure" />
        </Field>
        <Field label={t("why")}>
          <Input name="reason" dir="auto" autoComplete="off" maxLength={300} />
        </Field>
        {isByHand && (
          <Field label={t("bankAccount")} hint={t("bankAccountHint")}>
            <Input name="bankAccount" autoComplete="off" maxLength={200} />
          </Field>
        )}
      </div>
      <div>
        <SubmitButton look="secondary">{t("refund")}</SubmitButton>
      </div>
    </form>
  );
}
