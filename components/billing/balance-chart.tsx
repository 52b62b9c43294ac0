"use client";

import type { ReactNode } from "react";
import type { BalanceAreaProps } from "@/components/billing/balance-area";
import { useOnDemand } from "@/components/ui/use-on-demand";

const loadArea = () => import("@/components/billing/balance-area").then((module) => module.BalanceArea);

/** The course of the balance. `children` are the server's own drawing, which stands here until the charting library has come. */
export function BalanceChart({ children, ...props }: BalanceAreaProps & { children: ReactNode }) {
  const Area = useOnDemand(loadArea);
  return <div className="h-40">{Area ? <Area {...props} /> : children}</div>;
}
