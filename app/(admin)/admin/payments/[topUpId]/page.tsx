import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { adminRefundAction, byHandAction } from "@/app/(admin)/admin/payments/refund-actions";
import { AdminRefundForm } from "@/components/payment-case/admin-refund-form";
import { ByHandButtons } from "@/components/payment-case/by-hand-buttons";
import { DisputeTable } from "@/components/payment-case/dispute-table";
import { Evidence } from "@/components/payment-case/evidence";
import { RefundTable } from "@/components/payment-case/refund-table";
import { Card } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copyable-id";
import { currencyText } from "@/components/ui/currency-text";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValue } from "@/components/ui/key-value";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { readPaymentCase } from "@/lib/topups/disputes/read-case";
import { refundWay } from "@/lib/topups/refunds/refund-methods";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("payments.case"))("title") };
}

/** One payment for an admin: what was paid, given back and disputed, and the evidence. */
export default async function PaymentPage({ params }: { params: Promise<{ topUpId: string }> }) {
  const [{ workspace }, { topUpId }] = await Promise.all([requireAdmin(), params]);
  const [t, payment] = await Promise.all([getTranslations("payments.case"), readPaymentCase(topUpId)]);
  if (!payment) notFound();
  const { order, workspaceName, takenMinor, refunds, disputes } = payment;
  const { timeZone } = workspace;
  const isByHand = refundWay(order).kind === "by_hand";
  const money = (minor: bigint) => currencyText(minor, order.currency);
  const id = (value: string | null, label: string) => value && <CopyableId id={value} label={label} />;
  const fields = { workspaceId: order.workspaceId, topUpId, refundId: newId(), currency: order.currency, seenMinor: `${takenMinor}` };
  return (
    <>
      <PageHeader title={t("title")} description={t("of", { workspace: workspaceName })} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title={t("payment")}>
          <KeyValue
            pairs={[
              { name: t("paid"), value: money(BigInt(order.chargeMinor)) },
              { name: t("at"), value: order.paidAt && <Moment at={order.paidAt} timeZone={timeZone} /> },
              { name: t("method"), value: order.method },
              { name: t("takenBack"), value: money(takenMinor) },
              { name: t("order"), value: id(order.id, t("copyOrder")) },
              { name: t("intent"), value: id(order.paymentIntentId, t("copyIntent")) },
            ]}
          />
        </Card>
        <Card title={t("giveBack")} description={t(isByHand ? "giveBackByHand" : "giveBackText")}>
          <AdminRefundForm fields={fields} isByHand={isByHand} action={adminRefundAction} />
        </Card>
      </div>
      <Card title={t("refunds")} isFlush>
        {refunds.length === 0 ? (
          <EmptyState title={t("noRefunds")} />
        ) : (
          <RefundTable
            refunds={refunds}
            timeZone={timeZone}
            title={({ serviceRefundId, id: own }) => serviceRefundId ?? own}
            menu={({ state, id: refundId, chargeMinor, workspaceId, bankAccount }) =>
              state === "by_hand" && (
                <ByHandButtons
                  workspaceId={workspaceId}
                  refundId={refundId}
                  amount={money(chargeMinor)}
                  bankAccount={bankAccount ?? ""}
                  action={byHandAction}
                />
              )
            }
          />
        )}
      </Card>
      <Card title={t("disputes")} isFlush>
        {disputes.length === 0 ? <EmptyState title={t("noDisputes")} /> : <DisputeTable disputes={disputes} timeZone={timeZone} />}
      </Card>
      <Evidence payment={payment} />
    </>
  );
}
