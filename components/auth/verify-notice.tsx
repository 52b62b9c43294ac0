"use client";

import { MailCheck, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { NOTICE_COOKIE } from "@/components/auth/notice-cookie";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

/** The pages where money is: only there it matters that a lost password can be replaced. */
const PAGES = ["/overview", "/billing"];

type VerifyNoticeProps = {
  email: string;
  action: FormAction;
  /** Of the mail stand-in. */
  inboxUrl?: string;
};

/** One line until the address is verified. Nothing waits for it, so it can be put away until the browser is closed. */
export function VerifyNotice({ email, action, inboxUrl }: VerifyNoticeProps) {
  const t = useTranslations("auth.notice");
  const isShown = PAGES.includes(usePathname());
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const [isDismissed, setDismissed] = useState(false);
  const dismiss = () => {
    // Without an expiry it lasts as long as the browser's session. The server reads it, so that nothing flashes up.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
    document.cookie = `${NOTICE_COOKIE}=1; path=/; samesite=lax`;
    setDismissed(true);
  };
  if (!isShown || isDismissed) return null;
  return (
    <div role="status" className="grid gap-2">
      <form
        action={send}
        className="grid min-h-9 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 rounded-md border border-warning/40 bg-warning-soft px-3 py-1 text-small"
      >
        <MailCheck aria-hidden className="size-4 shrink-0 text-warning" />
        <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 max-sm:py-1">
          <span className="min-w-0 break-words">{state.kind === "done" ? t("sent", { email }) : t("text", { email })}</span>
          {state.kind !== "done" && (
            <SubmitButton look="link" size="small">
              {t("send")}
            </SubmitButton>
          )}
          {inboxUrl && (
            <a href={inboxUrl} target="_blank" rel="noreferrer" className="font-medium text-accent underline underline-offset-4">
              {t("inbox")}
            </a>
          )}
        </span>
        <button
          type="button"
          onClick={dismiss}
          aria-label={t("dismiss")}
          className="grid size-10 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink sm:size-7"
        >
          <X aria-hidden className="size-4" />
        </button>
      </form>
      {state.kind !== "done" && <FormAlert state={state} noAnswer={noAnswer} />}
    </div>
  );
}
