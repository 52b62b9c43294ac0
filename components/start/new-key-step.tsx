"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import { SubmitButton } from "@/components/ui/submit-button";

type NewKeyStepProps = Pick<ComponentProps<typeof CreateKeyForm>, "state" | "send" | "noAnswer" | "submissionKey">;

/** The second step of Start: the form for the first key. */
export function NewKeyStep(props: NewKeyStepProps) {
  const t = useTranslations("keys");
  return (
    <div className="max-w-md">
      <CreateKeyForm {...props} label={t("name")} defaultName="default">
        <SubmitButton className="justify-self-start">{t("create.submit")}</SubmitButton>
      </CreateKeyForm>
    </div>
  );
}
