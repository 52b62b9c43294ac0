"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import useSWR from "swr";
import type { OrderActions } from "@/components/billing/order-actions";
import { ReturnMessage } from "@/components/billing/return-message";
import { TopUpStateBadge } from "@/components/billing/top-up-state";
import { AvailableBalance } from "@/components/shell/available-balance";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { Stat, StatStrip } from "@/components/ui/stat";
import { SubmitButton } from "@/components/ui/submit-button";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpProgress } from "@/lib/topups/billing";

const WAITING_MS = 1_500;
const LEFT_MS = 6_000;

type ReturnProgressProps = {
  first: TopUpProgress;
  /** The person left the payment page by its back link. */
  hasLeft: boolean;
  /** A button of this page could not reach Stripe. */
  isStripeAway: boolean;
  email: string;
  actions: OrderActions;
};

/** Follows the order until the webhook, this page or the reconciler has it paid or closed. */
export function ReturnProgress({ first, hasLeft, isStripeAway, email, actions }: ReturnProgressProps) {
  const t = useTranslations("billing.return");
  const { data: progress = first } = useSWR<TopUpProgress>(`/billing/return/status?topup=${first.id}`, readStatus, {
    fallbackData: first,
    refreshInterval: (latest) => pauseMs(latest ?? first, hasLeft),
    revalidateOnMount: false,
  });
  return (
    <>
      {isStripeAway && <Alert tone="warning">{t("stripeAway")}</Alert>}
      <ReturnMessage progress={progress} hasLeft={hasLeft} email={email} />
      <StatStrip>
        <Stat label={t("newBalance")} value={<AvailableBalance availableNano={BigInt(progress.availableNano)} />} />
        <Stat
          label={t("sum")}
          value={<Money amountNano={nanoFromCents(progress.amountCents)} kind="exact" />}
          note={<TopUpStateBadge state={progress.state} />}
        />
      </StatStrip>
      <ReturnActions progress={progress} actions={actions} />
    </>
  );
}

async function readStatus(url: string): Promise<TopUpProgress> {
  const response = await fetch(url);
  // The session has ended: the reload leads to the sign-in page, and back here.
  if (response.status === 401) window.location.reload();
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Zero ends the polling. A person who left the payment page may still be paying in another tab. */
function pauseMs(progress: TopUpProgress, hasLeft: boolean): number {
  const isOpen = progress.state === "created" || progress.state === "processing";
  if (!isOpen) return 0;
  return hasLeft || progress.declineCode || progress.state === "processing" ? LEFT_MS : WAITING_MS;
}

function ReturnActions({ progress, actions }: { progress: TopUpProgress; actions: OrderActions }) {
  const t = useTranslations("billing.return");
  return (
    <div className="flex flex-wrap gap-3">
      {progress.state === "created" && (
        <>
          <form action={actions.goOn}>
            <input type="hidden" name="topUpId" value={progress.id} />
            <SubmitButton>{t("continue")}</SubmitButton>
          </form>
          <form action={actions.cancel}>
            <input type="hidden" name="topUpId" value={progress.id} />
            <SubmitButton look="secondary">{t("cancel")}</SubmitButton>
          </form>
        </>
      )}
      {progress.state === "paid" && (
        <Button asChild>
          <Link href="/keys">{t("createKey")}</Link>
        </Button>
      )}
      {progress.receiptUrl && (
        <Button asChild look="secondary">
          <a href={progress.receiptUrl} target="_blank" rel="noreferrer">
            {t("receipt")}
          </a>
        </Button>
      )}
      <Button asChild look="secondary">
        <Link href="/billing">{t("back")}</Link>
      </Button>
    </div>
  );
}
