"use client";

import { useTranslations } from "next-intl";
import type { ClearAction } from "@/components/clearing/clear-state";
import { ConfirmForm } from "@/components/ui/confirm-form";

type ByHandButtonsProps = { workspaceId: string; refundId: string; amount: string; bankAccount: string; action: ClearAction };

/** The two ends of a refund that the operator pays to a bank account. */
export function ByHandButtons({ workspaceId, refundId, amount, bankAccount, action }: ByHandButtonsProps) {
  const t = useTranslations("payments.byHand");
  const words = (outcome: "paid" | "cancel") => ({
    open: t(`${outcome}.open`),
    title: t(`${outcome}.title`, { amount }),
    text: t(`${outcome}.text`),
    submit: t(`${outcome}.open`),
    cancel: t("back"),
    done: t(`${outcome}.done`),
  });
  const shared = { action, refusal: () => t("refused"), facts: [{ name: t("account"), value: bankAccount }] };
  const fields = { workspaceId, refundId };
  return (
    <span className="flex flex-wrap justify-end gap-2">
      <ConfirmForm {...shared} words={words("paid")} fields={{ ...fields, outcome: "succeeded" }} />
      <ConfirmForm {...shared} words={words("cancel")} fields={{ ...fields, outcome: "canceled" }} />
    </span>
  );
}
