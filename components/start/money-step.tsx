"use client";

import dynamic from "next/dynamic";
import type { OrderActions } from "@/components/billing/order-actions";
import { type TopUpAction, TopUpForm } from "@/components/billing/top-up-form";
import type { ReturnedPayment } from "@/components/start/followed-payment";

// Only after a payment. It is drawn by the server too.
const FollowedPayment = dynamic(() => import("@/components/start/followed-payment").then((module) => module.FollowedPayment));

export type StartTopUp = {
  formKey: string;
  action: TopUpAction;
  /** The payment from whose page the person has just come back. */
  payment: ReturnedPayment | null;
  orderActions: OrderActions;
};

/** The first step of Start: a top-up, or the state of the payment that was just made. */
export function MoneyStep({ formKey, action, payment, orderActions }: StartTopUp) {
  const isOver = payment !== null && payment.first.state !== "created" && payment.first.state !== "processing";
  return (
    <div className="grid max-w-md gap-4">
      {payment && <FollowedPayment {...payment} actions={orderActions} />}
      {(!payment || isOver) && <TopUpForm firstFormKey={formKey} action={action} from="start" />}
    </div>
  );
}
