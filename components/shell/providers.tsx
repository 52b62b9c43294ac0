"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { SupportEmailProvider } from "@/components/shell/support";
import { Toaster } from "@/components/ui/toaster";

type ProvidersProps = {
  children: ReactNode /** Of the page's policy, for the script that sets the theme before anything is drawn. */;
  nonce?: string;
  supportEmail?: string;
};

export function Providers({ children, nonce, supportEmail }: ProvidersProps) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <SupportEmailProvider value={supportEmail}>{children}</SupportEmailProvider>
      <Toaster />
    </ThemeProvider>
  );
}
