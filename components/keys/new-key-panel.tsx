"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { SecretBox } from "@/components/keys/secret-box";
import { SnippetTabs } from "@/components/keys/snippet-tabs";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { isolated } from "@/components/ui/isolated";

type NewKeyPanelProps = {
  created: { name: string; secret: string; similar: string | null };
  publicUrl: string;
  model: string;
  onDone: () => void;
};

/** The only display of a secret. It stays until its owner says that it is stored. */
export function NewKeyPanel({ created, publicUrl, model, onDone }: NewKeyPanelProps) {
  const t = useTranslations("keys");
  const { name, secret, similar } = created;
  const [isStored, setStored] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="grid min-w-0 gap-4 rounded-lg border border-accent bg-surface p-4 sm:p-5">
      <div className="grid gap-1">
        <h2 ref={heading} tabIndex={-1} className="text-h2 outline-none">
          {t.rich("new.title", { ...isolated, name })}
        </h2>
        <p className="max-w-prose text-body text-muted">{t("new.once")}</p>
      </div>
      {similar && <Alert tone="warning">{t.rich("similar", { ...isolated, similar })}</Alert>}
      <SecretBox secret={secret} isStored={isStored} setStored={setStored} />
      <SnippetTabs publicUrl={publicUrl} secret={secret} model={model} />
      <Button className="justify-self-start" disabled={!isStored} onClick={onDone}>
        {t("new.done")}
      </Button>
    </section>
  );
}
