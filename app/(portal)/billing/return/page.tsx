import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cancelTopUpAction, continueTopUpAction } from "@/app/(portal)/billing/actions";
import { ReturnProgress } from "@/components/billing/return-progress";
import { PageHeader } from "@/components/ui/page-header";
import { requireUser } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { readProgress, type TopUpProgress } from "@/lib/topups/billing";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.return"))("title") };
}

/** The page to which Stripe sends people back, paid or not. */
export default async function ReturnPage({ searchParams }: { searchParams: SearchParams }) {
  const { topup, left, away } = await searchParams;
  const topUpId = typeof topup === "string" ? topup : "";
  const user = await requireUser();
  const [t, progress] = await Promise.all([getTranslations("billing.return"), progressOrNotFound(user.workspace.id, topUpId)]);
  return (
    <>
      <PageHeader title={t("title")} />
      <ReturnProgress
        first={progress}
        hasLeft={left !== undefined}
        isStripeAway={away !== undefined}
        email={user.email}
        actions={{ goOn: continueTopUpAction, cancel: cancelTopUpAction }}
      />
    </>
  );
}

async function progressOrNotFound(workspaceId: string, topUpId: string): Promise<TopUpProgress> {
  try {
    return await readProgress(workspaceId, topUpId);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
