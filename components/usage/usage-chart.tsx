"use client";

import type { ReactNode } from "react";
import { useOnDemand } from "@/components/ui/use-on-demand";
import type { StackedBarsProps } from "@/components/usage/stacked-bars";

const loadBars = () => import("@/components/usage/stacked-bars").then((module) => module.StackedBars);

/**
 * The chart. The charting library is no part of a first load: `children` are the server's own bars, which stand here until it has come,
 * and stay where no scripts run.
 */
export function UsageChart({ children, ...props }: StackedBarsProps & { children: ReactNode }) {
  const Bars = useOnDemand(loadBars);
  return <div className="h-80">{Bars ? <Bars {...props} /> : children}</div>;
}
