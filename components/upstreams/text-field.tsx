import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input, inputLook } from "@/components/ui/input";
import type { WrongField } from "@/components/upstreams/upstream-state";
import type { AccountForm } from "@/lib/upstream-accounts/account-form";

type TextFieldProps = {
  field: "name" | "weight" | "baseUrl" | "region" | "project" | "location" | "quotaProject" | "modelIds" | "betas";
  initial: AccountForm;
  wrong: readonly WrongField[];
  hint?: ReactNode;
  /** Replaces the field's own error text. */
  error?: ReactNode;
  inputMode?: "numeric" | "url";
};

export function TextField({ field, initial, wrong, hint, error, inputMode }: TextFieldProps) {
  const t = useTranslations("upstreams");
  return (
    <Field label={t(`fields.${field}`)} hint={hint} error={error || (wrong.includes(field) && t(`wrong.${field}`))}>
      <Input name={field} defaultValue={initial[field]} inputMode={inputMode} autoComplete="off" spellCheck={false} />
    </Field>
  );
}

/** A text with one entry per line. */
export function LinesField({ field, initial, wrong, hint }: TextFieldProps) {
  const t = useTranslations("upstreams");
  return (
    <Field label={t(`fields.${field}`)} hint={hint} error={wrong.includes(field) && t(`wrong.${field}`)}>
      <textarea
        name={field}
        rows={2}
        defaultValue={initial[field]}
        autoComplete="off"
        spellCheck={false}
        className={`${inputLook} h-auto! py-2 font-mono`}
      />
    </Field>
  );
}
