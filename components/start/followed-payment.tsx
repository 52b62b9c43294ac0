"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { OpenOrderButtons } from "@/components/billing/open-order-buttons";
import type { OrderActions } from "@/components/billing/order-actions";
import { ReturnMessage } from "@/components/billing/return-message";
import { useTopUpProgress } from "@/components/billing/use-top-up-progress";
import { Alert } from "@/components/ui/alert";
import type { TopUpProgress } from "@/lib/topups/billing";

export type ReturnedPayment = { first: TopUpProgress; hasLeft: boolean; isStripeAway: boolean; email: string };

/** The state of the payment from whose page the person has just come back. */
export function FollowedPayment({ first, hasLeft, isStripeAway, email, actions }: ReturnedPayment & { actions: OrderActions }) {
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
