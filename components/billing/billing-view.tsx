import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Activity } from "@/components/billing/activity";
import { BalanceCourse } from "@/components/billing/balance-course";
import { BalanceStrip } from "@/components/billing/balance-strip";
import { Lots } from "@/components/billing/lots";
import type { OrderActions } from "@/components/billing/order-actions";
import { type RedeemAction, RedeemForm } from "@/components/billing/redeem-form";
import type { RefundAction } from "@/components/billing/refund-form";
import { Refunds } from "@/components/billing/refunds";
import { TopUpForm, type TopUpFormState } from "@/components/billing/top-up-form";
import { UnfinishedPayments } from "@/components/billing/unfinished-payments";
import type { Ways } from "@/components/billing/use-way";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { Billing } from "@/lib/topups/billing";

type BillingViewProps = {
  billing: Billing;
  timeZone: string;
  formKey: string;
  startTopUp: (before: TopUpFormState, form: FormData) => Promise<TopUpFormState>;
  ways: Ways;
  redeem: RedeemAction;
  /** Null for people who do not own the workspace. */
  refund: RefundAction | null;
  orderActions: OrderActions;
  /** The payment from whose page the person has just come back. */
  payment?: { id: string; message: ReactNode; available: ReactNode };
};

/** The balance, the way to add to it, and what moved it. */
export async function BillingView({
  billing,
  timeZone,
  formKey,
  startTopUp,
  ways,
  redeem,
  refund,
  orderActions,
  payment,
}: BillingViewProps) {
  const t = await getTranslations("billing");
  const others = billing.unfinished.filter(({ id }) => id !== payment?.id);
  return (
    <>
      <PageHeader title={t("title")} />
      {payment?.message}
      <BalanceStrip wallet={billing.wallet} available={payment?.available} />
      <div className="grid items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Card id="top-up" title={t("topUp.heading")} description={t("topUp.explanation")}>
          <TopUpForm firstFormKey={formKey} action={startTopUp} ways={ways} />
          <RedeemForm action={redeem} timeZone={timeZone} />
        </Card>
        <div className="grid min-w-0 gap-6">
          <BalanceCourse days={billing.days} />
          <Lots {...billing.credit} timeZone={timeZone} />
          <UnfinishedPayments lines={others} timeZone={timeZone} actions={orderActions} />
          {refund && <Refunds refunds={billing.refunds} timeZone={timeZone} action={refund} />}
          <Activity activity={billing.activity} timeZone={timeZone} />
        </div>
      </div>
    </>
  );
}
