import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cancelTopUpAction, continueTopUpAction, startTopUpAction } from "@/app/(portal)/billing/actions";
import { readWays } from "@/app/(portal)/billing/read-ways";
import { redeemCodeAction } from "@/app/(portal)/billing/redeem-action";
import { refundAction } from "@/app/(portal)/billing/refund-action";
import { BillingView } from "@/components/billing/billing-view";
import { requireUser } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { readPageWallet } from "@/lib/ledger/page-wallet";
import { monthOf } from "@/lib/topups/activity";
import { readBilling } from "@/lib/topups/billing";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing"))("title") };
}

export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const [{ workspace }, query] = await Promise.all([requireUser(), searchParams]);
  const { id, timeZone } = workspace;
  const now = new Date();
  const [billing, ways] = await Promise.all([
    readBilling(id, { month: monthOf(query.month, timeZone, now), timeZone, now, wallet: readPageWallet }),
    readWays(id, now),
  ]);
  return (
    <BillingView
      billing={billing}
      timeZone={timeZone}
      formKey={newId()}
      startTopUp={startTopUpAction}
      ways={ways}
      redeem={redeemCodeAction}
      refund={workspace.role === "owner" ? refundAction : null}
      orderActions={{ goOn: continueTopUpAction, cancel: cancelTopUpAction }}
    />
  );
}
