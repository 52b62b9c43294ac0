"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { type TopUpAction, TopUpForm } from "@/components/billing/top-up-form";

/** The top-up beside the balance of the top bar. Each opening is a new use of the form. */
export function ChipTopUp({ action }: { action: TopUpAction }) {
  const t = useTranslations("billing.topUp");
  const [formKey] = useState(randomKey);
  return (
    <>
      <h2 className="text-h3">{t("heading")}</h2>
      <TopUpForm firstFormKey={formKey} action={action} />
    </>
  );
}

/** Not `randomUUID`, which browsers have on secure origins alone. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
