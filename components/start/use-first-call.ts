"use client";

import useSWR from "swr";
import type { FirstCall } from "@/components/start/first-call";

/** The workspace's first call, for where it is known that there is one; null until it is read. */
export function useFirstCall(): FirstCall | null {
  const { data } = useSWR<{ call: FirstCall | null }>("/overview/first-call", read);
  return data?.call ?? null;
}

async function read(url: string): Promise<{ call: FirstCall | null }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
