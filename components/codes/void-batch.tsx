"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { VoidState } from "@/components/codes/batch-state";
import { ConfirmForm } from "@/components/ui/confirm-form";

type VoidBatchProps = { batchId: string; name: string; left: number; action: (form: FormData) => Promise<VoidState> };

/** Ends a batch, after a question that names it and what is left of it. */
export function VoidBatch({ batchId, name, left, action }: VoidBatchProps) {
  const t = useTranslations("codes");
  const format = useFormatter();
  const words = {
    open: t("void.open"),
    title: t("void.title"),
    text: t("void.text"),
    submit: t("void.submit"),
    cancel: t("void.cancel"),
    done: t("void.done"),
  };
  const facts = [
    { name: t("list.name"), value: <bdi>{name}</bdi> },
    { name: t("void.left"), value: format.number(left) },
  ];
  return (
    <ConfirmForm words={words} look="quietDanger" facts={facts} fields={{ batchId }} action={action} refusal={() => t("void.refused")} />
  );
}
