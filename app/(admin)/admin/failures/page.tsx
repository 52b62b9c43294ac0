import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { failureAction } from "@/app/(admin)/admin/failures/actions";
import { CallTable } from "@/components/failures/call-table";
import { FailureButton } from "@/components/failures/failure-button";
import { JobTable } from "@/components/failures/job-table";
import { TopUpTable } from "@/components/failures/top-up-table";
import { Card } from "@/components/ui/card";
import { AllWell } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { listFailures } from "@/lib/failures/list-failures";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("failures"))("title") };
}

export default async function FailuresPage() {
  const { workspace } = await requireAdmin();
  const [t, { calls, topUps, jobs }] = await Promise.all([getTranslations("failures"), listFailures()]);
  const { timeZone } = workspace;
  const settleAll = calls.length > 1 && <FailureButton what="settleAll" action={failureAction} />;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card title={t("calls.title")} description={calls.length > 0 && t("calls.note")} actions={settleAll} isFlush>
        {calls.length === 0 ? <AllWell>{t("calls.none")}</AllWell> : <CallTable calls={calls} timeZone={timeZone} action={failureAction} />}
      </Card>
      <Card title={t("topUps.title")} description={topUps.length > 0 && t("topUps.note")} isFlush>
        {topUps.length === 0 ? (
          <AllWell>{t("topUps.none")}</AllWell>
        ) : (
          <TopUpTable topUps={topUps} timeZone={timeZone} action={failureAction} />
        )}
      </Card>
      <Card title={t("jobs.title")} description={jobs.length > 0 && t("jobs.note")} isFlush>
        {jobs.length === 0 ? <AllWell>{t("jobs.none")}</AllWell> : <JobTable jobs={jobs} timeZone={timeZone} action={failureAction} />}
      </Card>
    </>
  );
}
