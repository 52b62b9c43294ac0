"use client";

import useSWR from "swr";
import type { TopUpProgress } from "@/lib/topups/billing";

const WAITING_MS = 1_500;
const LEFT_MS = 6_000;

/** Follows an order until the webhook, this page or the reconciler has it paid or closed. */
export function useTopUpProgress(first: TopUpProgress, hasLeft: boolean): TopUpProgress {
  const { data = first } = useSWR<TopUpProgress>(`/billing/return/status?topup=${first.id}`, readStatus, {
    fallbackData: first,
    refreshInterval: (latest) => pauseMs(latest ?? first, hasLeft),
    revalidateOnMount: false,
  });
  return data;
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
