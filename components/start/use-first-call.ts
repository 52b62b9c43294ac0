"use client";

import useSWR from "swr";
import { useLive } from "@/components/shell/use-live";
import type { FirstCall } from "@/components/start/first-call";

/** The workspace's first call, as soon as it is charged; null until then. */
export function useFirstCall(): FirstCall | null {
  const hasCall = (useLive()?.calls.length ?? 0) > 0;
  const { data } = useSWR<{ call: FirstCall | null }>(hasCall ? "/overview/first-call" : null, read);
  return data?.call ?? null;
}

async function read(url: string): Promise<{ call: FirstCall | null }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
