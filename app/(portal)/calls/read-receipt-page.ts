import { notFound } from "next/navigation";
import type { ReceiptViewProps } from "@/components/calls/receipt-view";
import { currentWorkspace } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { listKeys } from "@/lib/keys/list-keys";
import { env } from "@/lib/platform/env";
import { readReceipt } from "@/lib/receipts/read-receipt";

/** What the receipt of a call shows, for its page and its sheet. A call of others is not found. */
export async function receiptOrNotFound(id: string): Promise<ReceiptViewProps & { workspaceId: string }> {
  const { id: workspaceId, timeZone } = await currentWorkspace();
  const [found, keys] = await Promise.all([readReceipt(workspaceId, id).catch(notFoundIfGone), listKeys(workspaceId)]);
  const keyName = keys.find((key) => key.id === found.call.keyId)?.name ?? found.call.keyId;
  return { workspaceId, found, keyName, timeZone, publicUrl: env.RELAIS_PUBLIC_URL };
}

function notFoundIfGone(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
