import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReceiptFacts } from "@/components/calls/receipt-facts";
import { ReceiptLines } from "@/components/calls/receipt-lines";
import { ReceiptNotes } from "@/components/calls/receipt-notes";
import { ReceiptTotal } from "@/components/calls/receipt-total";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { PageHeader } from "@/components/ui/page-header";
import { currentWorkspace } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { listKeys } from "@/lib/keys/list-keys";
import { readReceipt } from "@/lib/receipts/read-receipt";
import { receiptJson } from "@/lib/receipts/receipt-json";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls"))("title") };
}

export default async function CallPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, workspace, { id }] = await Promise.all([getTranslations("calls"), currentWorkspace(), params]);
  const [found, keys] = await Promise.all([receiptOrNotFound(workspace.id, id), listKeys(workspace.id)]);
  const keyName = keys.find((key) => key.id === found.call.keyId)?.name ?? found.call.keyId;
  return (
    <>
      <Link href="/usage" className="-mb-3 flex w-fit items-center gap-1 text-body text-accent hover:underline">
        <ChevronLeft aria-hidden className="size-4" />
        {t("receipt.back")}
      </Link>
      <PageHeader title={t("title")} description={`${found.modelName} · ${found.call.modelId}`} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-6">
          <ReceiptNotes {...found} />
          <Card title={t("receipt.lines")} isFlush>
            {found.arithmetic && found.isPricedByTokens && <ReceiptLines arithmetic={found.arithmetic} />}
            <ReceiptTotal {...found} />
          </Card>
          {found.modelShares.map((share) => {
            const what = share.modelId === found.call.modelId ? "sampling" : "part";
            return (
              <Card
                key={`${share.modelId} ${share.arithmetic.isStep} ${share.priceNano}`}
                title={t(`receipt.${what}`, { model: share.modelName })}
                description={t(`receipt.${what}Text`)}
                isFlush
              >
                <ReceiptLines arithmetic={share.arithmetic} />
              </Card>
            );
          })}
          <Card title={t("receipt.recompute")}>
            <p className="figure mb-3 rounded-md bg-sunken p-3 text-small">{t("receipt.formula")}</p>
            <p className="text-body text-muted">{t("receipt.recomputeText")}</p>
          </Card>
          <Card title={t("receipt.json")} description={t("receipt.jsonText")}>
            <details>
              <summary className="mb-3 w-fit text-body font-medium text-accent">{t("receipt.showJson")}</summary>
              <CodeBlock code={JSON.stringify(receiptJson(found), null, 2)} label={t("receipt.jsonLabel")} />
            </details>
          </Card>
        </div>
        <Card title={t("receipt.facts")} isFlush>
          <ReceiptFacts found={found} keyName={keyName} timeZone={workspace.timeZone} />
        </Card>
      </div>
    </>
  );
}

async function receiptOrNotFound(workspaceId: string, id: string) {
  try {
    return await readReceipt(workspaceId, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
