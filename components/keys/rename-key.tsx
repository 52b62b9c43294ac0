"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ChangeKeyAction, ChangeKeyState } from "@/components/keys/key-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";

type RenameKeyProps = { id: string; name: string; describedBy: string; action: ChangeKeyAction };

export function RenameKey({ id, name, describedBy, action }: RenameKeyProps) {
  const t = useTranslations("keys");
  const [isOpen, setOpen] = useState(false);
  const [state, send] = useActionState(async (_previous: ChangeKeyState, form: FormData) => {
    const next = await action(form);
    if (next.kind === "done") setOpen(false);
    return next;
  }, IDLE);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("rename.open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("rename.title", { name })}>
        <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
          {state.kind === "signed_out" && <SignedOutAlert />}
          {(state.kind === "not_found" || state.kind === "failed") && <Alert tone="danger">{t("failed")}</Alert>}
          <input type="hidden" name="keyId" value={id} />
          <Field label={t("name")} error={state.kind === "invalid" && t("invalidName")}>
            <Input name="name" defaultValue={name} maxLength={80} autoComplete="off" required />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t("rename.submit")}</SubmitButton>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

const IDLE: ChangeKeyState = { kind: "idle" };
