"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Placed once in the root layout. Elsewhere: `import { toast } from "sonner"`. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
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
