"use client";

import { useTranslations } from "next-intl";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { ChangeForm, type NamedAccount } from "@/components/upstreams/change-form";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";

type DeleteAccountProps = { account: NamedAccount; action: UpstreamAction; onClose(): void };

export function DeleteAccount({ account, action, onClose }: DeleteAccountProps) {
  const t = useTranslations("upstreams.delete");
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("title", { name: account.name })} description={t("text")}>
        <ChangeForm
          account={account}
          action={action}
          submit={t("submit")}
          done={() => t("done", { name: account.name })}
          onDone={onClose}
          isDangerous
        />
      </DialogContent>
    </Dialog>
  );
}
