"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";

/** Shown in a form whose session has ended. The person signs in in another tab, so that no typed text is lost. */
export function SignedOutAlert() {
  const t = useTranslations("interruptions.signedOut");
  return (
    <Alert tone="danger" title={t("title")}>
      <p>
        {t.rich("text", {
          link: (text) => (
            <a href="/sign-in" target="_blank" rel="noreferrer" className="font-medium underline underline-offset-4">
              {text}
            </a>
          ),
        })}
      </p>
    </Alert>
  );
}
