"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import { toast } from "@/components/ui/toast";
import { AccountEditor, type EditedAccount } from "@/components/upstreams/account-editor";
import type { CatalogueModel, UpstreamAction } from "@/components/upstreams/upstream-state";

type EditAccountProps = { account: EditedAccount; catalogue: CatalogueModel[]; action: UpstreamAction; onClose(): void };

export function EditAccount({ account, catalogue, action, onClose }: EditAccountProps) {
  const t = useTranslations("upstreams");
  const done = (_: unknown, name: string) => {
    onClose();
    toast(t("edit.done", { name }));
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("edit.title", { name: account.form.name })} description={t("edit.text")} className="max-w-2xl!">
        <AccountEditor account={account} kind={account.form.kind} catalogue={catalogue} action={action} onDone={done}>
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{t("cancel")}</Button>
            </DialogClose>
            <SubmitButton>{t("edit.submit")}</SubmitButton>
          </DialogActions>
        </AccountEditor>
      </DialogContent>
    </Dialog>
  );
}
