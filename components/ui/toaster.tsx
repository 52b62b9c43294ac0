"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { subscribeToFirstToast } from "@/components/ui/toast";

const ToastList = dynamic(() => import("@/components/ui/toast-list").then((module) => module.ToastList), { ssr: false });

/** Placed once in the root layout. Elsewhere: `import { toast } from "@/components/ui/toast"`. */
export function Toaster() {
  const [isWanted, setIsWanted] = useState(false);
  useEffect(() => subscribeToFirstToast(() => setIsWanted(true)), []);
  return isWanted ? <ToastList /> : null;
}
