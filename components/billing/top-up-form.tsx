"use client";

import { useLocale, useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { moneyText } from "@/components/ui/money-display";
import { SubmitButton } from "@/components/ui/submit-button";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpRefusal } from "@/lib/topups/checkout/start-top-up";
import { MAX_TOP_UP_CENTS, MIN_TOP_UP_CENTS, PRESET_DOLLARS, topUpCents } from "@/lib/topups/orders/amounts";
import { MAX_OPEN_ORDERS } from "@/lib/topups/orders/order";

export type TopUpFormState = {
  /** Identifies one use of the form: however often it is sent, it makes one order. */
  formKey: string;
  amount: string;
  reason: TopUpRefusal | "signed_out" | null;
};

type TopUpFormProps = { firstFormKey: string; action: (before: TopUpFormState, form: FormData) => Promise<TopUpFormState> };

/** Presets write into the one field, so there is one amount and one way to refuse it. */
export function TopUpForm({ firstFormKey, action }: TopUpFormProps) {
  const t = useTranslations("billing.topUp");
  const locale = useLocale();
  const [state, submit] = useActionState(action, { formKey: firstFormKey, amount: "20", reason: null });
  const [amount, setAmount] = useState(state.amount);
  const dollars = (amountCents: number) => moneyText(nanoFromCents(amountCents), "exact", locale);
  const limits = { minimum: dollars(MIN_TOP_UP_CENTS), maximum: dollars(MAX_TOP_UP_CENTS), count: MAX_OPEN_ORDERS };
  const typed = topUpCents(amount);
  return (
    <Card title={t("heading")} description={t("explanation")}>
      <form action={submit} className="grid gap-4">
        {state.reason === "signed_out" && <SignedOutAlert />}
        <input type="hidden" name="formKey" value={state.formKey} />
        <fieldset className="grid grid-cols-3 gap-2">
          <legend className="sr-only">{t("presets")}</legend>
          {PRESET_DOLLARS.map((preset) => (
            <Button
              key={preset}
              look="secondary"
              aria-pressed={amount === preset}
              className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
              onClick={() => setAmount(preset)}
            >
              ${preset}
            </Button>
          ))}
        </fieldset>
        <Field
          label={t("amount")}
          hint={t("hint", limits)}
          error={state.reason && state.reason !== "signed_out" && t(`refused.${state.reason}`, limits)}
        >
          <Input
            name="amount"
            type="text"
            inputMode="decimal"
            autoComplete="transaction-amount"
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </Field>
        <SubmitButton>{t("submit")}</SubmitButton>
        <p className="min-h-10 text-small text-muted">{typed.kind === "cents" && t("summary", { paid: dollars(typed.amountCents) })}</p>
      </form>
    </Card>
  );
}
