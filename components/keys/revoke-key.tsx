"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { toast } from "sonner";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ChangeKeyAction, ChangeKeyState } from "@/components/keys/key-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

type RevokeKeyProps = { id: string; name: string; describedBy: string; action: ChangeKeyAction };

export function RevokeKey({ id, name, describedBy, action }: RevokeKeyProps) {
  const t = useTranslations("keys");
  const [isOpen, setOpen] = useState(false);
  const [state, send] = useActionState(async (_previous: ChangeKeyState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    setOpen(false);
    toast(t("revoke.done", { name }));
    return next;
  }, IDLE);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="danger" size="small" aria-describedby={describedBy}>
          {t("revoke.open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("revoke.title", { name })} description={t("revoke.text")}>
        <form action={send} className="grid gap-4">
          {state.kind === "signed_out" && <SignedOutAlert />}
          {(state.kind === "not_found" || state.kind === "failed") && <Alert tone="danger">{t("failed")}</Alert>}
          <input type="hidden" name="keyId" value={id} />
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton look="danger">{t("revoke.submit")}</SubmitButton>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

const IDLE: ChangeKeyState = { kind: "idle" };
