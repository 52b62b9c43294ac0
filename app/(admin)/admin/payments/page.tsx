import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { clearAction } from "@/app/(admin)/admin/payments/actions";
import { EventTable } from "@/components/clearing/event-table";
import { StoppedTable } from "@/components/clearing/stopped-table";
import { Card } from "@/components/ui/card";
import { AllWell } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { listOpenEvents, listStopped } from "@/lib/clearing/list-stopped";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("payments"))("title") };
}

export default async function PaymentsPage() {
  const { workspace } = await requireAdmin();
  const [t, stopped, events] = await Promise.all([getTranslations("payments"), listStopped(), listOpenEvents()]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card title={t("stopped.title")} description={stopped.length > 0 && t("stopped.note")} isFlush>
        {stopped.length === 0 ? <AllWell>{t("stopped.none")}</AllWell> : <StoppedTable workspaces={stopped} action={clearAction} />}
      </Card>
      <Card title={t("events.title")} description={events.length > 0 && t("events.note")} isFlush>
        {events.length === 0 ? (
          <AllWell>{t("events.none")}</AllWell>
        ) : (
          <EventTable events={events} timeZone={workspace.timeZone} action={clearAction} />
        )}
      </Card>
    </>
  );
}
