"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { LeaveGuard } from "@/components/ui/leave-guard";

/** The only display of new codes. Until they are saved, leaving the page asks first. */
export function NewCodes({ name, codes, csv }: { name: string; codes: string[]; csv: string }) {
  const t = useTranslations("codes.made");
  const [isSaved, setSaved] = useState(false);
  return (
    <section aria-label={t("label")} className="grid gap-3">
      <h3 className="font-semibold">{t("title", { count: codes.length, name })}</h3>
      <p className="text-muted">{t("text")}</p>
      <textarea
        readOnly
        aria-label={t("label")}
        data-testid="new-codes"
        rows={Math.min(codes.length, 10)}
        value={codes.join("\n")}
        className="w-full max-w-md rounded-md border border-accent bg-accent-soft p-3 font-mono text-body"
      />
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={codes.join("\n")} size="medium" />
        <Button look="secondary" asChild>
          <a href={`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`} download="codes.csv">
            {t("download")}
          </a>
        </Button>
        <label className="flex min-h-8 items-center gap-2 text-body">
          <input type="checkbox" checked={isSaved} onChange={(event) => setSaved(event.target.checked)} className="size-4 accent-accent" />
          {t("done")}
        </label>
      </div>
      {!isSaved && <LeaveGuard />}
    </section>
  );
}
