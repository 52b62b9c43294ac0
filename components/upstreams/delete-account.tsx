"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { ChangeForm, type NamedAccount } from "@/components/upstreams/change-form";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";

type DeleteAccountProps = { account: NamedAccount; describedBy: string; action: UpstreamAction };

export function DeleteAccount({ account, describedBy, action }: DeleteAccountProps) {
  const t = useTranslations("upstreams.delete");
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="danger" size="small" aria-describedby={describedBy}>
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("title", { name: account.name })} description={t("text")}>
        <ChangeForm
          account={account}
          action={action}
          submit={t("submit")}
          done={() => t("done", { name: account.name })}
          onDone={() => setOpen(false)}
          isDangerous
        />
      </DialogContent>
    </Dialog>
  );
}
