"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { OpenOrderButtons } from "@/components/billing/open-order-buttons";
import type { OrderActions } from "@/components/billing/order-actions";
import { ReturnMessage } from "@/components/billing/return-message";
import { TopUpForm, type TopUpFormState } from "@/components/billing/top-up-form";
import { useTopUpProgress } from "@/components/billing/use-top-up-progress";
import { Alert } from "@/components/ui/alert";
import type { TopUpProgress } from "@/lib/topups/billing";

export type StartTopUp = {
  formKey: string;
  action: (before: TopUpFormState, form: FormData) => Promise<TopUpFormState>;
  /** The payment from whose page the person has just come back. */
  payment: { first: TopUpProgress; hasLeft: boolean; isStripeAway: boolean; email: string } | null;
  orderActions: OrderActions;
};

/** The first step of Start: a top-up, or the state of the payment that was just made. */
export function MoneyStep({ formKey, action, payment, orderActions }: StartTopUp) {
  const isOver = payment !== null && payment.first.state !== "created" && payment.first.state !== "processing";
  return (
    <div className="grid max-w-md gap-4">
      {payment && <Payment {...payment} actions={orderActions} />}
      {(!payment || isOver) && <TopUpForm firstFormKey={formKey} action={action} from="start" />}
    </div>
  );
}

function Payment({ first, hasLeft, isStripeAway, email, actions }: NonNullable<StartTopUp["payment"]> & { actions: OrderActions }) {
  const t = useTranslations("billing.return");
  const router = useRouter();
  const progress = useTopUpProgress(first, hasLeft);
  useEffect(() => {
    if (progress.state !== first.state) router.refresh();
  }, [progress.state, first.state, router]);
  return (
    <>
      {isStripeAway && <Alert tone="warning">{t("stripeAway")}</Alert>}
      <ReturnMessage progress={progress} hasLeft={hasLeft} email={email} />
      {progress.state === "created" && <OpenOrderButtons topUpId={progress.id} actions={actions} />}
    </>
  );
}
