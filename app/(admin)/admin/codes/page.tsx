import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { makeBatchAction, voidBatchAction } from "@/app/(admin)/admin/codes/actions";
import { BatchForm } from "@/components/codes/batch-form";
import { BatchTable } from "@/components/codes/batch-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { listCodeBatches } from "@/lib/codes/list-code-batches";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("codes"))("title") };
}

export default async function CodesPage() {
  const { workspace } = await requireAdmin();
  const [t, batches] = await Promise.all([getTranslations("codes"), listCodeBatches()]);
  return (
    <>
      <PageHeader title={t("title")} />
      <Card title={t("make.title")} description={t("make.text")}>
        <BatchForm batchId={newId()} action={makeBatchAction} />
      </Card>
      <Card title={t("list.title")} isFlush>
        {batches.length === 0 ? (
          <EmptyState title={t("list.emptyTitle")}>{t("list.emptyText")}</EmptyState>
        ) : (
          <BatchTable batches={batches} timeZone={workspace.timeZone} now={new Date()} voidBatch={voidBatchAction} />
        )}
      </Card>
    </>
  );
}
