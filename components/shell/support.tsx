"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext } from "react";

/** The operator's address for people who need help; undefined if there is none. */
const SupportEmail = createContext<string | undefined>(undefined);

export const SupportEmailProvider = SupportEmail.Provider;

/** A mail to support, where something can go no further without it. Nothing if the operator names no address. */
export function SupportLink({ className }: { className?: string }) {
  const t = useTranslations("shell");
  const email = useContext(SupportEmail);
  if (!email) return null;
  return (
    <a href={`mailto:${email}`} title={email} className={className ?? "font-medium underline underline-offset-4"}>
      {t("contactSupport")}
    </a>
  );
}
