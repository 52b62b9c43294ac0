import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cancelTopUpAction, continueTopUpAction, startTopUpAction } from "@/app/(portal)/billing/actions";
import { readWays } from "@/app/(portal)/billing/read-ways";
import { redeemCodeAction } from "@/app/(portal)/billing/redeem-action";
import { refundAction } from "@/app/(portal)/billing/refund-action";
import { startPathOf } from "@/app/(portal)/billing/return-to-start";
import { BillingView } from "@/components/billing/billing-view";
import { FollowedBalance, ReturnProgress } from "@/components/billing/return-progress";
import { requireUser } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { monthOf } from "@/lib/topups/activity";
import { readBilling, readProgress, type TopUpProgress } from "@/lib/topups/billing";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.return"))("title") };
}

/** The page to which Stripe sends people back, paid or not: billing, with the state of this payment above it. */
export default async function ReturnPage({ searchParams }: { searchParams: SearchParams }) {
  const { topup, left, away } = await searchParams;
  const topUpId = typeof topup === "string" ? topup : "";
  const user = await requireUser();
  const start = await startPathOf(topUpId, `${left === undefined ? "" : "&left=1"}${away === undefined ? "" : "&away=1"}`);
  if (start) redirect(start);
  const { id, timeZone } = user.workspace;
  const first = await progressOrNotFound(id, topUpId);
  const now = new Date();
  const actions = { goOn: continueTopUpAction, cancel: cancelTopUpAction };
  const [billing, ways] = await Promise.all([readBilling(id, { month: monthOf(null, timeZone, now), timeZone, now }), readWays(id, now)]);
  const followed = { first, hasLeft: left !== undefined };
  return (
    <BillingView
      billing={billing}
      timeZone={timeZone}
      formKey={newId()}
      startTopUp={startTopUpAction}
      ways={ways}
      redeem={redeemCodeAction}
      refund={user.workspace.role === "owner" ? refundAction : null}
      orderActions={actions}
      payment={{
        id: topUpId,
        message: <ReturnProgress {...followed} isStripeAway={away !== undefined} email={user.email} actions={actions} />,
        available: <FollowedBalance {...followed} />,
      }}
    />
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
