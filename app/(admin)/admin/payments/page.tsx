import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { clearAction } from "@/app/(admin)/admin/payments/actions";
import { byHandAction, ownerDaysAction } from "@/app/(admin)/admin/payments/refund-actions";
import { changeTermsAction } from "@/app/(admin)/admin/payments/terms-action";
import { namedCountries } from "@/app/named-countries";
import { EventTable } from "@/components/clearing/event-table";
import { StoppedTable } from "@/components/clearing/stopped-table";
import { ByHandButtons } from "@/components/payment-case/by-hand-buttons";
import { OwnerDaysForm } from "@/components/payment-case/owner-days-form";
import { RefundTable } from "@/components/payment-case/refund-table";
import { TermsForm } from "@/components/payment-terms/terms-form";
import { Card } from "@/components/ui/card";
import { currencyText } from "@/components/ui/currency-text";
import { AllWell } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { decimalText } from "@/lib/basics/decimal";
import { listOpenEvents, listStopped } from "@/lib/clearing/list-stopped";
import { listOpenRefunds } from "@/lib/topups/refunds/read-refunds";
import { readOwnerDays } from "@/lib/topups/refunds/refund-rule";
import { readPaymentTerms } from "@/lib/topups/terms/payment-terms";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("payments"))("title") };
}

export default async function PaymentsPage() {
  const { workspace } = await requireAdmin();
  const [t, countries, terms, stopped, events, refunds, days] = await Promise.all([
    getTranslations("payments"),
    namedCountries(),
    readPaymentTerms(),
    listStopped(),
    listOpenEvents(),
    listOpenRefunds(),
    readOwnerDays(),
  ]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card title={t("stopped.title")} description={stopped.length > 0 && t("stopped.note")} isFlush>
        {stopped.length === 0 ? <AllWell>{t("stopped.none")}</AllWell> : <StoppedTable workspaces={stopped} action={clearAction} />}
      </Card>
      <Card title={t("refunds.title")} description={refunds.length > 0 && t("refunds.note")} isFlush>
        {refunds.length === 0 ? (
          <AllWell>{t("refunds.none")}</AllWell>
        ) : (
          <RefundTable
            refunds={refunds}
            timeZone={workspace.timeZone}
            title={({ topUpId, workspaceName }) => (
              <Link href={`/admin/payments/${topUpId}`} className="text-accent hover:underline">
                <bdi>{workspaceName}</bdi>
              </Link>
            )}
            menu={({ state, id, workspaceId, chargeMinor, currency, bankAccount }) =>
              state === "by_hand" && (
                <ByHandButtons
                  workspaceId={workspaceId}
                  refundId={id}
                  amount={currencyText(chargeMinor, currency)}
                  bankAccount={bankAccount ?? ""}
                  action={byHandAction}
                />
              )
            }
          />
        )}
      </Card>
      <Card title={t("events.title")} description={events.length > 0 && t("events.note")} isFlush>
        {events.length === 0 ? (
          <AllWell>{t("events.none")}</AllWell>
        ) : (
          <EventTable events={events} timeZone={workspace.timeZone} action={clearAction} />
        )}
      </Card>
      <Card title={t("terms.title")} description={t("terms.text")}>
        <TermsForm
          key={terms.revision}
          terms={{ ...terms, margin: decimalText(BigInt(terms.marginPpm), 4) }}
          countries={countries}
          action={changeTermsAction}
        />
      </Card>
      <Card title={t("rule.title")} description={t("rule.text")}>
        <OwnerDaysForm days={days} action={ownerDaysAction} />
      </Card>
    </>
  );
}
