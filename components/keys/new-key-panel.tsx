"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { SecretBox } from "@/components/keys/secret-box";
import { SnippetTabs } from "@/components/keys/snippet-tabs";
import { Button } from "@/components/ui/button";

type NewKeyPanelProps = { name: string; secret: string; publicUrl: string; onSaved: () => void };

/** The only display of a secret. It stays until its owner confirms that it is saved. */
export function NewKeyPanel({ name, secret, publicUrl, onSaved }: NewKeyPanelProps) {
  const t = useTranslations("keys.new");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="grid min-w-0 gap-5">
      <div className="grid gap-1">
        <h3 ref={heading} tabIndex={-1} className="text-h2 outline-none">
          {t("title", { name })}
        </h3>
        <p className="max-w-prose text-muted">{t("once")}</p>
      </div>
      <SecretBox secret={secret} />
      <SnippetTabs publicUrl={publicUrl} secret={secret} />
      <Button className="justify-self-start" onClick={onSaved}>
        {t("saved")}
      </Button>
    </div>
  );
}
