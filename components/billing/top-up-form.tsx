"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { TopUpAmount } from "@/components/billing/top-up-amount";
import { useWay, type Ways } from "@/components/billing/use-way";
import { WaysToPay } from "@/components/billing/ways-to-pay";
import { Alert } from "@/components/ui/alert";
import { currencyText } from "@/components/ui/currency-text";
import { moneyText } from "@/components/ui/money-display";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction, useIsRunning } from "@/components/ui/use-form-action";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpRefusal } from "@/lib/topups/checkout/start-top-up";
import { MAX_TOP_UP_CENTS, MIN_TOP_UP_CENTS, topUpCents } from "@/lib/topups/orders/amounts";
import { MAX_OPEN_ORDERS } from "@/lib/topups/orders/order";

export type TopUpFormState = {
  /** Identifies one use of the form: however often it is sent, it makes one order. */
  formKey: string;
  amount: string;
  reason: TopUpRefusal | "signed_out" | null;
};

export type TopUpAction = (before: TopUpFormState, form: FormData) => Promise<TopUpFormState>;

type TopUpFormProps = {
  firstFormKey: string;
  action: TopUpAction;
  /** The page that continues after the payment, if it is not the top-up's own. */
  from?: "start";
  /** Without them a card is the way to pay. */
  ways?: Ways;
};

/** Presets write into the one field, so there is one amount and one way to refuse it. */
export function TopUpForm({ firstFormKey, action, from, ways }: TopUpFormProps) {
  const t = useTranslations("billing.topUp");
  const locale = useLocale();
  const [state, submit, noAnswer] = useFormAction(action, { formKey: firstFormKey, amount: "20", reason: null });
  const [amount, setAmount] = useState(state.amount);
  const dollars = (amountCents: number) => moneyText(nanoFromCents(amountCents), "exact", locale);
  const limits = { minimum: dollars(MIN_TOP_UP_CENTS), maximum: dollars(MAX_TOP_UP_CENTS), count: MAX_OPEN_ORDERS };
  const typed = topUpCents(amount);
  const amountCents = typed.kind === "cents" ? typed.amountCents : null;
  const way = useWay(ways, amountCents);
  const isRunning = useIsRunning();
  const pays =
    amountCents === null ? "" : way?.charge ? currencyText(way.charge.amountMinor, way.charge.currency, locale) : dollars(amountCents);
  const refusal = refusalOf(state.reason);
  // A sentence about an amount that was changed since then would be wrong.
  const isCurrent = state.amount === amount;
  const why = typed.kind === "refused" ? t(`refused.${typed.reason}`, limits) : null;
  return (
    <form action={submit} className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {!noAnswer && state.reason === "signed_out" && <SignedOutAlert />}
      {refusal?.of === "order" && <Alert tone="danger">{t(`refused.${refusal.reason}`, limits)}</Alert>}
      <input type="hidden" name="formKey" value={state.formKey} />
      {from && <input type="hidden" name="from" value={from} />}
      <TopUpAmount
        amount={amount}
        setAmount={setAmount}
        hint={t("hint", limits)}
        error={refusal?.of === "amount" && isCurrent && t(`refused.${refusal.reason}`, limits)}
      />
      {way && <WaysToPay {...way.shown} hasSums={amountCents !== null} />}
      {/* What the page shows is what is charged. Without scripts the payment page shows the sum. */}
      {isRunning && way?.charge && <input type="hidden" name="shown" value={`${way.charge.amountMinor} ${way.charge.currency}`} />}
      {typed.kind === "cents" ? (
        <dl className="figure grid grid-cols-[1fr_auto] gap-y-1 border-t pt-3 text-small">
          <dt className="text-muted">{t("lines.balance")}</dt>
          <dd className="text-right">{dollars(typed.amountCents)}</dd>
          <dt className="text-muted">{t("lines.fee")}</dt>
          <dd className="text-right">{dollars(0)}</dd>
          <dt className="font-medium">{t("lines.pay")}</dt>
          <dd className="text-right font-medium">{pays}</dd>
          {way?.rate && <dd className="col-span-2 mt-1 text-muted">{t("lines.rate", way.rate)}</dd>}
        </dl>
      ) : (
        !(refusal?.of === "amount" && isCurrent) && (
          <p className="border-t pt-3 text-small text-muted">{t("noTotal", { why: why ?? "" })}</p>
        )
      )}
      <SubmitButton>{typed.kind === "cents" ? t("submitAmount", { amount: dollars(typed.amountCents) }) : t("submit")}</SubmitButton>
    </form>
  );
}

const OF_ORDER = ["too_many_open", "too_many_an_hour", "withheld", "price_changed", "stripe_unavailable", "busy"] as const;
type OrderRefusal = (typeof OF_ORDER)[number];

/** A refusal of the amount stands at its field; one of the whole order stands above the form. */
function refusalOf(reason: TopUpFormState["reason"]) {
  if (reason === null || reason === "signed_out") return null;
  const ofOrder = OF_ORDER.find((each) => each === reason);
  return ofOrder
    ? ({ of: "order", reason: ofOrder } as const)
    : ({ of: "amount", reason: reason as Exclude<TopUpRefusal, OrderRefusal> } as const);
}
