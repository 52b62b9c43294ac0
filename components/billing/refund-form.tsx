"use client";

import { useLocale, useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { currencyText } from "@/components/ui/currency-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SignedOut } from "@/lib/auth/signed-out";
import type { RequestRefusal } from "@/lib/topups/refunds/request-refund";

export type RefundState =
  | SignedOut
  | { kind: "idle" | "failed" }
  | { kind: "asked"; chargeMinor: bigint; currency: string; isByHand: boolean }
  | { kind: "refused"; reason: RequestRefusal; mostMinor: bigint | null; currency: string | null; days: number | null };

export type RefundAction = (previous: RefundState, form: FormData) => Promise<RefundState>;

type RefundFormProps = { topUpId: string; refundId: string; isByHand: boolean; label: string; action: RefundAction };

/** Asks for all that is unused of one payment. A method without refunds needs a bank account. */
export function RefundForm({ topUpId, refundId, isByHand, label, action }: RefundFormProps) {
  const t = useTranslations("billing.refunds");
  const [state, send, noAnswer] = useFormAction(action, { kind: "idle" });
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-3">
      <NoAnswerAlert reason={noAnswer} />
      {!noAnswer && <RefundAnswer state={state} />}
      <input type="hidden" name="topUpId" value={topUpId} />
      <input type="hidden" name="refundId" value={refundId} />
      {isByHand && (
        <Field label={t("bankAccount")} hint={t("bankAccountHint")}>
          <Input name="bankAccount" autoComplete="off" spellCheck={false} maxLength={200} />
        </Field>
      )}
      <div>
        <SubmitButton look="secondary" size="small" aria-label={label}>
          {t("submit")}
        </SubmitButton>
      </div>
    </form>
  );
}

/** What became of a refund that was asked for. */
export function RefundAnswer({ state }: { state: RefundState }) {
  const t = useTranslations("billing.refunds");
  const locale = useLocale();
  if (state.kind === "signed_out") return <SignedOutAlert />;
  if (state.kind === "failed") return <Alert tone="danger">{t("failed")}</Alert>;
  if (state.kind === "asked") {
    const amount = currencyText(state.chargeMinor, state.currency, locale);
    return <Alert tone="positive">{t(state.isByHand ? "askedByHand" : "asked", { amount })}</Alert>;
  }
  if (state.kind !== "refused") return null;
  const most = state.mostMinor !== null && state.currency ? currencyText(state.mostMinor, state.currency, locale) : "";
  return <Alert tone="danger">{t(`refused.${state.reason}`, { most, days: state.days ?? 0 })}</Alert>;
}
