"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { RotateKeyAction, RotateKeyState } from "@/components/keys/key-state";
import { SecretBox } from "@/components/keys/secret-box";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";

type RotateKeyProps = { id: string; name: string; describedBy: string; action: RotateKeyAction };

const GRACES = [0, 3_600, 86_400, 604_800, 2_592_000] as const;
const USUAL_GRACE = 86_400;

/** The dialog that gives a key a new secret. The secret stays on screen until the person confirms that it is saved. */
export function RotateKey({ id, name, describedBy, action }: RotateKeyProps) {
  const t = useTranslations("keys");
  const [isOpen, setOpen] = useState(false);
  const [savedSecret, setSavedSecret] = useState<string | null>(null);
  const [state, send] = useActionState((_previous: RotateKeyState, form: FormData) => action(form), IDLE);
  const fresh = state.kind === "rotated" && state.secret !== savedSecret ? state.secret : null;
  const save = () => {
    setSavedSecret(fresh);
    setOpen(false);
  };
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("rotate.open")}
        </Button>
      </DialogTrigger>
      {fresh ? (
        <DialogContent title={t("rotate.done", { name })} description={t("rotate.once")} isSticky>
          <SecretBox secret={fresh} />
          <DialogActions>
            <Button onClick={save}>{t("new.saved")}</Button>
          </DialogActions>
        </DialogContent>
      ) : (
        <DialogContent title={t("rotate.title", { name })} description={t("rotate.text")}>
          <form action={send} onReset={keepTyped} className="grid gap-4">
            {state.kind === "signed_out" && <SignedOutAlert />}
            {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
            <input type="hidden" name="keyId" value={id} />
            <Field label={t("rotate.grace")} hint={t("rotate.graceHint")}>
              <Select name="graceSeconds" defaultValue={USUAL_GRACE}>
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

const IDLE: RotateKeyState = { kind: "idle" };
