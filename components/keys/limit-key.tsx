"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { LimitKeyAction, LimitKeyState, ShownLimits } from "@/components/keys/key-state";
import { LimitFields } from "@/components/keys/limit-fields";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";
import { toast } from "@/components/ui/toast";

type LimitKeyProps = {
  id: string;
  name: string;
  describedBy: string;
  limits: ShownLimits;
  models: { id: string; name: string }[];
  action: LimitKeyAction;
};

/** The dialog that limits a key to less than its workspace may do. */
export function LimitKey({ id, name, describedBy, limits, models, action }: LimitKeyProps) {
  const t = useTranslations("keys");
  const [isOpen, setOpen] = useState(false);
  const [state, send] = useActionState(async (_previous: LimitKeyState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    setOpen(false);
    toast(t("limits.done", { name }));
    return next;
  }, IDLE);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("limits.open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("limits.title", { name })} description={t("limits.text")}>
        <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
          {state.kind === "signed_out" && <SignedOutAlert />}
          {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
          <input type="hidden" name="keyId" value={id} />
          <LimitFields
            limits={state.kind === "invalid" ? state.sent : limits}
            models={models}
            wrong={state.kind === "invalid" ? state.field : null}
          />
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t("limits.submit")}</SubmitButton>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

const IDLE: LimitKeyState = { kind: "idle" };
