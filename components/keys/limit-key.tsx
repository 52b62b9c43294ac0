"use client";

import { useTranslations } from "next-intl";
import { LimitForm, type LimitFormProps } from "@/components/keys/limit-form";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { isolated } from "@/components/ui/isolated";
import { SubmitButton } from "@/components/ui/submit-button";

/** The open dialog that limits a key to less than its workspace may do. */
export function LimitKey({ onClose, ...key }: Omit<LimitFormProps, "onDone" | "children"> & { onClose: () => void }) {
  const t = useTranslations("keys");
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t.rich("limits.title", { ...isolated, name: key.name })} description={t("limits.text")}>
        <LimitForm {...key} onDone={onClose}>
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t("limits.submit")}</SubmitButton>
          </DialogActions>
        </LimitForm>
      </DialogContent>
    </Dialog>
  );
}
