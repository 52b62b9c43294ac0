"use client";

import { useTranslations } from "next-intl";
import type { ChangeKeyAction } from "@/components/keys/key-state";
import { ConfirmForm } from "@/components/ui/confirm-form";
import { isolated } from "@/components/ui/isolated";

type RevokeKeyProps = { id: string; name: string; describedBy: string; action: ChangeKeyAction };

export function RevokeKey({ id, name, describedBy, action }: RevokeKeyProps) {
  const t = useTranslations("keys");
  const words = {
    open: t("revoke.open"),
    title: t.rich("revoke.title", { ...isolated, name }),
    text: t("revoke.text"),
    submit: t("revoke.submit"),
    cancel: t("cancel"),
    done: t.rich("revoke.done", { ...isolated, name }),
  };
  const fields = { keyId: id };
  return (
    <ConfirmForm words={words} look="quietDanger" fields={fields} describedBy={describedBy} action={action} refusal={() => t("failed")} />
  );
}
