"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Interruption } from "@/components/shell/interruption";
import { SupportLink } from "@/components/shell/support";
import { Button } from "@/components/ui/button";
import { BUSY_DIGEST } from "@/lib/basics/errors";

export type PageErrorProps = { error: Error & { digest?: string }; reset: () => void };

/**
 * A page that failed. The server's log has the digest beside the error, so support finds it, and the visitor does not see its text. An
 * address with a query has a second way out, because the query may be the cause and the next try would fail as well.
 */
export function PageError({ error, reset }: PageErrorProps) {
  const t = useTranslations("interruptions");
  const path = usePathname();
  const hasQuery = useSearchParams().size > 0;
  const isBusy = error.digest === BUSY_DIGEST;
  return (
    <Interruption
      role="alert"
      title={t(isBusy ? "error.busyTitle" : "error.title")}
      text={isBusy ? t("error.busyText") : t("error.text", { reference: error.digest ?? t("error.noReference") })}
    >
      <Button onClick={reset}>{t("tryAgain")}</Button>
      {hasQuery && (
        <Button asChild look="secondary">
          {/* A whole load: the failed page would keep its error over a change of its own query. */}
          <a href={path}>{t("withoutFilters")}</a>
        </Button>
      )}
      <SupportLink className="text-body font-medium text-accent underline underline-offset-4" />
    </Interruption>
  );
}
