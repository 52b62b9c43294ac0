"use client";

import { useTranslations } from "next-intl";
import type { ClearAction } from "@/components/clearing/clear-state";
import { ConfirmForm } from "@/components/ui/confirm-form";

type ClearButtonProps = {
  what: "owed" | "question" | "event";
  /** The subject of the line, with the sum that the admin saw. */
  fields: Record<string, string>;
  action: ClearAction;
};

/** Clears one line after a dialog that explains the consequences. */
export function ClearButton({ what, fields, action }: ClearButtonProps) {
  const t = useTranslations("payments.clear");
  const words = {
    open: t(`${what}.open`),
    title: t(`${what}.title`),
    text: t(`${what}.text`),
    submit: t(`${what}.submit`),
    cancel: t("cancel"),
    done: t(`${what}.done`),
  };
  return <ConfirmForm words={words} fields={{ what, ...fields }} action={action} refusal={() => t("refused")} />;
}
