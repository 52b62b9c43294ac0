"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { LeaveGuard } from "@/components/ui/leave-guard";

type SecretBoxProps = {
  secret: string;
  /** Whether the person says that it is stored. Until then, leaving the page asks first. */
  isStored?: boolean;
  setStored?: (isStored: boolean) => void;
};

/** The only display of a secret. */
export function SecretBox({ secret, isStored = false, setStored }: SecretBoxProps) {
  const t = useTranslations("keys.new");
  return (
    <div className="grid gap-2">
      <div className="grid gap-2 rounded-md border border-accent bg-accent-soft p-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
        <code data-testid="key-secret" className="font-mono text-body break-all">
          {secret}
        </code>
        <CopyButton text={secret} label={t("copy")} size="medium" />
      </div>
      {setStored && (
        <label className="flex min-h-8 items-center gap-2 text-body">
          <input
            type="checkbox"
            checked={isStored}
            onChange={(event) => setStored(event.target.checked)}
            className="size-4 accent-accent"
          />
          {t("stored")}
        </label>
      )}
      {!isStored && <LeaveGuard />}
    </div>
  );
}
