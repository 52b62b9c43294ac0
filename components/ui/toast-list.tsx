"use client";

import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { showToastsBy } from "@/components/ui/toast";

/** Where toasts appear. Its own module, since most visits see none. */
export function ToastList() {
  const { resolvedTheme } = useTheme();
  // After the effect of the list itself, which loses what comes before it.
  useEffect(() => showToastsBy((message) => void toast(message)), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      // Below the top bar, and never over the buttons at the foot of a dialog.
      position="top-right"
      offset={{ top: 60, right: 24 }}
      mobileOffset={{ top: 56 }}
      toastOptions={{
        style: {
          background: "var(--surface)",
          color: "var(--ink)",
          border: "1px solid var(--line-strong)",
          borderRadius: "6px",
          fontFamily: "var(--font-sans)",
        },
      }}
    />
  );
}
