"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import type { StackedBarsProps } from "@/components/usage/stacked-bars";

/**
 * The chart. The charting library is no part of a first load: `children` are the server's own bars, which stand here until it has come,
 * and stay where no scripts run.
 */
export function UsageChart({ children, ...props }: StackedBarsProps & { children: ReactNode }) {
  const [Bars, setBars] = useState<ComponentType<StackedBarsProps> | null>(null);
  useEffect(() => {
    let isHere = true;
    // Without the library the bars of the server are enough.
    import("@/components/usage/stacked-bars").then(
      (module) => isHere && setBars(() => module.StackedBars),
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, []);
  return <div className="h-80">{Bars ? <Bars {...props} /> : children}</div>;
}
