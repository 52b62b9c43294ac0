"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { BUSY_DIGEST } from "@/lib/basics/errors";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/** The server's log has the digest beside the error, so support finds it, and the visitor does not see its text. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations("interruptions");
  const isBusy = error.digest === BUSY_DIGEST;
  return (
    <div role="alert" className="mx-auto grid min-h-[50dvh] max-w-md content-center justify-items-start gap-4 px-4 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">{t(isBusy ? "error.busyTitle" : "error.title")}</h1>
      <p className="text-muted">{isBusy ? t("error.busyText") : t("error.text", { reference: error.digest ?? t("error.noReference") })}</p>
      <Button onClick={reset}>{t("tryAgain")}</Button>
    </div>
  );
}
