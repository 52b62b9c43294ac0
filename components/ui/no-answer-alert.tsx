"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { NoAnswer } from "@/components/ui/use-form-action";

/** Shown in a form that was sent and has no answer. The page is opened in another tab, so that no typed text is lost. */
export function NoAnswerAlert({ reason }: { reason: NoAnswer | null }) {
  const t = useTranslations("interruptions.noAnswer");
  if (!reason) return null;
  // Only a browser has a form without an answer. The address is whole: the token of a mailed link is part of it.
  const { pathname, search } = window.location;
  return (
    <Alert tone="danger" title={t(`${reason}Title`)}>
      <p>
        {t.rich(`${reason}Text`, {
          link: (text) => (
            <a href={pathname + search} target="_blank" rel="noreferrer" className="font-medium underline underline-offset-4">
              {text}
            </a>
          ),
        })}
      </p>
    </Alert>
  );
}
