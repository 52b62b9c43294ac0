"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import type { CreateKeyState } from "@/components/keys/key-state";
import { NewKeyPanel } from "@/components/keys/new-key-panel";
import { useCreateKey } from "@/components/keys/use-create-key";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

type NewKeyFlowProps = {
  action: (form: FormData) => Promise<CreateKeyState>;
  submissionKey: string;
  publicUrl: string;
  model: string;
  isOpen: boolean;
  onClose(): void;
  /** Whether a secret is on screen. */
  onSecret(hasSecret: boolean): void;
};

const IDLE: CreateKeyState = { kind: "idle" };

/** The dialog that makes a key, and then its secret until it is stored. */
export function NewKeyFlow({ action, submissionKey, publicUrl, model, isOpen, onClose, onSecret }: NewKeyFlowProps) {
  const t = useTranslations("keys");
  const [newest, send, noAnswer] = useCreateKey(action);
  // An answer that was read already: the dialog opens again without it.
  const [read, setRead] = useState(newest);
  const state = newest === read ? IDLE : newest;
  const isCreated = state.kind === "created";
  useEffect(() => onSecret(isCreated), [isCreated, onSecret]);
  const close = () => {
    setRead(newest);
    onClose();
  };
  if (state.kind === "created") return <NewKeyPanel created={state} publicUrl={publicUrl} model={model} onDone={close} />;
  return (
    <Dialog open={isOpen} onOpenChange={close}>
      <DialogContent title={t("create.title")} description={t("description")}>
        <CreateKeyForm {...{ state, send, noAnswer, submissionKey }} label={t("name")} hint={t("create.hint")}>
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t("create.submit")}</SubmitButton>
          </DialogActions>
        </CreateKeyForm>
      </DialogContent>
    </Dialog>
  );
}
