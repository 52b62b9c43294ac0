"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ChangeKeyAction, ChangeKeyState } from "@/components/keys/key-state";
import { NameField } from "@/components/keys/name-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { isolated } from "@/components/ui/isolated";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";

type RenameKeyProps = { id: string; name: string; action: ChangeKeyAction; onClose: () => void };

/** The open dialog that names a key. */
export function RenameKey(key: RenameKeyProps) {
  const t = useTranslations("keys");
  return (
    <Dialog open onOpenChange={key.onClose}>
      <DialogContent title={t.rich("rename.title", { ...isolated, name: key.name })}>
        <RenameForm {...key} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ id, name, action, onClose }: RenameKeyProps) {
  const t = useTranslations("keys");
  const [state, send, noAnswer] = useFormAction(async (_previous: ChangeKeyState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    onClose();
    if (next.similar) toast(t.rich("similar", { ...isolated, similar: next.similar }));
    return next;
  }, IDLE);
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {!noAnswer && state.kind === "signed_out" && <SignedOutAlert />}
      {(state.kind === "not_found" || state.kind === "failed") && <Alert tone="danger">{t("failed")}</Alert>}
      <input type="hidden" name="keyId" value={id} />
      <NameField label={t("name")} defaultValue={name} state={state} />
      <DialogActions>
        <DialogClose asChild>
          <Button look="secondary">{t("cancel")}</Button>
        </DialogClose>
        <SubmitButton>{t("rename.submit")}</SubmitButton>
      </DialogActions>
    </form>
  );
}

const IDLE: ChangeKeyState = { kind: "idle" };
