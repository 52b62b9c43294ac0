"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";

/** Shown in a form whose session has ended. The person signs in in another tab, which opens this page, so that no typed text is lost. */
export function SignedOutAlert() {
  const t = useTranslations("interruptions.signedOut");
  const path = usePathname();
  const query = useSearchParams().toString();
  const signIn = `/sign-in?next=${encodeURIComponent(query ? `${path}?${query}` : path)}`;
  return (
    <Alert tone="danger" title={t("title")}>
      <p>
        {t.rich("text", {
          link: (text) => (
            <a href={signIn} target="_blank" rel="noreferrer" className="font-medium underline underline-offset-4">
              {text}
            </a>
          ),
        })}
      </p>
    </Alert>
  );
}
