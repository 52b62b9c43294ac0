"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import type { CreateKeyState } from "@/components/keys/key-state";
import { NewKeyPanel } from "@/components/keys/new-key-panel";
import { useCreateKey } from "@/components/keys/use-create-key";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";

type NewKeyProps = {
  action: (form: FormData) => Promise<CreateKeyState>;
  submissionKey: string;
  publicUrl: string;
  model: string;
  /** The page was opened to make a key. */
  isOpenAtFirst: boolean;
};

const IDLE: CreateKeyState = { kind: "idle" };

/** The head of the page with the button that makes a key, and below it the new secret until it is stored. */
export function NewKey({ action, submissionKey, publicUrl, model, isOpenAtFirst }: NewKeyProps) {
  const t = useTranslations("keys");
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const [newest, send] = useCreateKey(action);
  // An answer that was read already: the dialog opens again without it.
  const [read, setRead] = useState(newest);
  const state = newest === read ? IDLE : newest;
  const open = (event: MouseEvent) => {
    event.preventDefault();
    setRead(newest);
    setOpen(true);
  };
  // A press before the page's scripts run opens the page again with its dialog.
  const button = (
    <form action="/keys">
      <input type="hidden" name="new" value="1" />
      <Button type="submit" onClick={open}>
        {t("create.submit")}
      </Button>
    </form>
  );
  if (state.kind === "created") {
    const close = () => {
      setOpen(false);
      setRead(newest);
    };
    return (
      <>
        <PageHeader title={t("title")} />
        <NewKeyPanel created={state} publicUrl={publicUrl} model={model} onDone={close} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("title")} actions={button} />
      <Dialog open={isOpen} onOpenChange={setOpen}>
        <DialogContent title={t("create.title")} description={t("description")}>
          <CreateKeyForm state={state} send={send} submissionKey={submissionKey} label={t("name")} hint={t("create.hint")}>
            <DialogActions>
              <DialogClose asChild>
                <Button look="secondary">{t("cancel")}</Button>
              </DialogClose>
              <SubmitButton>{t("create.submit")}</SubmitButton>
            </DialogActions>
          </CreateKeyForm>
        </DialogContent>
      </Dialog>
    </>
  );
}
