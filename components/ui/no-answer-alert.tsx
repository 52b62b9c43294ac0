"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { NoAnswer } from "@/components/ui/use-form-action";

/** Shown in a form that was sent and has no answer. The page is opened in another tab, so that no typed text is lost. */
export function NoAnswerAlert({ reason }: { reason: NoAnswer | null }) {
  const t = useTranslations("interruptions.noAnswer");
  const path = usePathname();
  if (!reason) return null;
  return (
    <Alert tone="danger" title={t(`${reason}Title`)}>
      <p>
        {t.rich(`${reason}Text`, {
          link: (text) => (
            <a href={path} target="_blank" rel="noreferrer" className="font-medium underline underline-offset-4">
              {text}
            </a>
          ),
        })}
      </p>
    </Alert>
  );
}
