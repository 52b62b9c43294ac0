"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import type { CreateKeyState } from "@/components/keys/key-state";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

type NewKeyProps = {
  action: (form: FormData) => Promise<CreateKeyState>;
  submissionKey: string;
  publicUrl: string;
  model: string;
};

// The form and the place of the new secret are loaded together: nothing has to be loaded once there is a secret.
const NewKeyFlow = dynamic(() => import("@/components/keys/new-key-flow").then((module) => module.NewKeyFlow), { ssr: false });

/** The head of the page with the button that makes a key, and below it the new secret until it is stored. */
export function NewKey(props: NewKeyProps) {
  const t = useTranslations("keys");
  // The address asks for the dialog: a link, the palette, or a press before the page's scripts ran.
  const isAsked = useSearchParams().has("new");
  const [isWanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [hasSecret, setHasSecret] = useState(false);
  const open = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
    setWanted(true);
  };
  const close = () => {
    setOpen(false);
    if (isAsked) window.history.replaceState(null, "", "/keys");
  };
  const button = (
    <form action="/keys">
      <input type="hidden" name="new" value="1" />
      <Button type="submit" onClick={open}>
        {t("create.submit")}
      </Button>
    </form>
  );
  return (
    <>
      <PageHeader title={t("title")} actions={hasSecret ? undefined : button} />
      {(isWanted || isAsked) && <NewKeyFlow {...props} isOpen={isOpen || isAsked} onClose={close} onSecret={setHasSecret} />}
    </>
  );
}
