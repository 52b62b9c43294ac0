"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { RotateKeyAction, RotateKeyState } from "@/components/keys/key-state";
import { SecretBox } from "@/components/keys/secret-box";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { isolated } from "@/components/ui/isolated";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

type RotateKeyProps = {
  id: string;
  name: string;
  action: RotateKeyAction;
  onClose: () => void;
  /** How long the old secret works, unless the person chooses otherwise. A leaked one must end at once. */
  usualGrace?: (typeof GRACES)[number];
};

const GRACES = [0, 3_600, 86_400, 604_800, 2_592_000] as const;
const IDLE: RotateKeyState = { kind: "idle" };

/** The open dialog that gives a key a new secret. The secret stays on screen until the person says that it is stored. */
export function RotateKey({ id, name, action, onClose, usualGrace = 86_400 }: RotateKeyProps) {
  const t = useTranslations("keys");
  const [isStored, setStored] = useState(false);
  const [state, send, noAnswer] = useFormAction((_previous: RotateKeyState, form: FormData) => action(form), IDLE);
  return (
    <Dialog open onOpenChange={onClose}>
      {state.kind === "rotated" ? (
        <DialogContent title={t.rich("rotate.done", { ...isolated, name })} description={t("rotate.once")} isSticky>
          <SecretBox secret={state.secret} isStored={isStored} setStored={setStored} />
          <DialogActions>
            <Button disabled={!isStored} onClick={onClose}>
              {t("new.done")}
            </Button>
          </DialogActions>
        </DialogContent>
      ) : (
        <DialogContent title={t.rich("rotate.title", { ...isolated, name })} description={t("rotate.text")}>
          <form action={send} onReset={keepTyped} className="grid gap-4">
            <NoAnswerAlert reason={noAnswer} />
            {!noAnswer && state.kind === "signed_out" && <SignedOutAlert />}
            {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
            <input type="hidden" name="keyId" value={id} />
            <Field label={t("rotate.grace")} hint={t("rotate.graceHint")}>
              <Select name="graceSeconds" defaultValue={usualGrace}>
                {GRACES.map((seconds) => (
                  <option key={seconds} value={seconds}>
                    {t(`rotate.graces.${seconds}`)}
                  </option>
                ))}
              </Select>
            </Field>
            <DialogActions>
              <DialogClose asChild>
                <Button look="secondary">{t("cancel")}</Button>
              </DialogClose>
              <SubmitButton>{t("rotate.submit")}</SubmitButton>
            </DialogActions>
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}
