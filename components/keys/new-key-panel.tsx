"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { SnippetTabs } from "@/components/keys/snippet-tabs";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

type NewKeyPanelProps = { name: string; secret: string; publicUrl: string; onSaved: () => void };

/** The one time that a secret is shown. It stays until its owner says that it is saved. */
export function NewKeyPanel({ name, secret, publicUrl, onSaved }: NewKeyPanelProps) {
  const t = useTranslations("keys.new");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="grid min-w-0 gap-5">
      <div className="grid gap-1">
        <h3 ref={heading} tabIndex={-1} className="text-lg font-semibold tracking-tight outline-none">
          {t("title", { name })}
        </h3>
        <p className="max-w-prose text-muted">{t("once")}</p>
      </div>
      <div className="grid gap-2 rounded-md border border-accent bg-accent-soft p-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
        <code data-testid="key-secret" className="font-mono text-sm break-all">
          {secret}
        </code>
        <CopyButton text={secret} label={t("copy")} size="medium" />
      </div>
      <SnippetTabs publicUrl={publicUrl} secret={secret} />
      <Button className="justify-self-start" onClick={onSaved}>
        {t("saved")}
      </Button>
    </div>
  );
}
