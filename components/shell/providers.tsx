"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster";

type ProvidersProps = {
  children: ReactNode /** Of the page's policy, for the script that sets the theme before anything is drawn. */;
  nonce?: string;
};

export function Providers({ children, nonce }: ProvidersProps) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
      <Toaster />
    </ThemeProvider>
  );
}
