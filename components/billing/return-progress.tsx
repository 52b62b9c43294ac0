"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { OpenOrderButtons } from "@/components/billing/open-order-buttons";
import type { OrderActions } from "@/components/billing/order-actions";
import { ReturnMessage } from "@/components/billing/return-message";
import { TopUpStateBadge } from "@/components/billing/top-up-state";
import { useTopUpProgress } from "@/components/billing/use-top-up-progress";
import { AvailableBalance } from "@/components/shell/available-balance";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { TopUpProgress } from "@/lib/topups/billing";

type FollowedPayment = {
  first: TopUpProgress;
  /** The person left the payment page by its back link. */
  hasLeft: boolean;
};

type ReturnProgressProps = FollowedPayment & {
  /** A button of this page could not reach Stripe. */
  isStripeAway: boolean;
  email: string;
  actions: OrderActions;
};

/** The state of the payment that was just made, and what can be done next. */
export function ReturnProgress({ first, hasLeft, isStripeAway, email, actions }: ReturnProgressProps) {
  const t = useTranslations("billing.return");
  const progress = useTopUpProgress(first, hasLeft);
  return (
    <div className="grid gap-3">
      {isStripeAway && <Alert tone="warning">{t("stripeAway")}</Alert>}
      <ReturnMessage progress={progress} hasLeft={hasLeft} email={email} />
      <div className="flex flex-wrap items-center gap-3">
        <TopUpStateBadge state={progress.state} />
        {progress.state === "created" && <OpenOrderButtons topUpId={progress.id} actions={actions} />}
        {progress.state === "paid" && (
          <Button asChild>
            <Link href="/keys">{t("createKey")}</Link>
          </Button>
        )}
        {progress.state === "processing" && progress.instructionsUrl && (
          <Button asChild>
            <a href={progress.instructionsUrl} target="_blank" rel="noreferrer">
              {t("openVoucher")}
            </a>
          </Button>
        )}
        {progress.receiptUrl && (
          <Button asChild look="secondary">
            <a href={progress.receiptUrl} target="_blank" rel="noreferrer">
              {t("receipt")}
            </a>
          </Button>
        )}
      </div>
    </div>
  );
}

/** The balance, which grows when the payment arrives. */
export function FollowedBalance({ first, hasLeft }: FollowedPayment) {
  const progress = useTopUpProgress(first, hasLeft);
  return <AvailableBalance availableNano={BigInt(progress.availableNano)} />;
}
