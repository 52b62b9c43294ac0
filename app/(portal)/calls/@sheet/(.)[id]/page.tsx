import { getTranslations } from "next-intl/server";
import { receiptOrNotFound } from "@/app/(portal)/calls/read-receipt-page";
import { ReceiptSheet } from "@/components/calls/receipt-sheet";
import { ReceiptView } from "@/components/calls/receipt-view";

export default async function CallSheet({ params }: { params: Promise<{ id: string }> }) {
  const [t, { id }] = await Promise.all([getTranslations("calls"), params]);
  const { workspaceId: _, ...receipt } = await receiptOrNotFound(id);
  const words = {
    title: t("title"),
    newer: t("sheet.newer"),
    older: t("sheet.older"),
    page: t("sheet.page"),
  };
  return (
    <ReceiptSheet id={receipt.found.call.id} words={words}>
      <ReceiptView {...receipt} isNarrow />
    </ReceiptSheet>
  );
}
