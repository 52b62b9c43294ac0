"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { toast } from "sonner";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ClearAction, ClearState } from "./clear-state";

type ClearButtonProps = {
  what: "owed" | "question" | "event";
  /** What the line is about, with the sum that was seen. */
  fields: Record<string, string>;
  describedBy: string;
  action: ClearAction;
};

/** Clears one line, after a question that says what follows. */
export function ClearButton({ what, fields, describedBy, action }: ClearButtonProps) {
  const t = useTranslations("payments");
  const [isOpen, setOpen] = useState(false);
  const [state, send] = useActionState(async (_previous: ClearState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    setOpen(false);
    toast(t(`clear.${what}.done`));
    return next;
  }, IDLE);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="secondary" size="small" aria-describedby={describedBy}>
          {t(`clear.${what}.open`)}
        </Button>
      </DialogTrigger>
      <DialogContent title={t(`clear.${what}.title`)} description={t(`clear.${what}.text`)}>
        <form action={send} className="grid gap-4">
          {state.kind === "signed_out" && <SignedOutAlert />}
          {state.kind === "refused" && <Alert tone="danger">{t("clear.refused")}</Alert>}
          <input type="hidden" name="what" value={what} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("clear.cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t(`clear.${what}.submit`)}</SubmitButton>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

const IDLE: ClearState = { kind: "idle" };
