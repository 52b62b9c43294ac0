"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { LeaveGuard } from "@/components/ui/leave-guard";

/** The only display of a secret. Leaving the page asks first. */
export function SecretBox({ secret }: { secret: string }) {
  const t = useTranslations("keys.new");
  return (
    <div className="grid gap-2 rounded-md border border-accent bg-accent-soft p-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
      <code data-testid="key-secret" className="font-mono text-body break-all">
        {secret}
      </code>
      <CopyButton text={secret} label={t("copy")} size="medium" />
      <LeaveGuard />
    </div>
  );
}
