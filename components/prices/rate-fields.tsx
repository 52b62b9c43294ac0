"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FACTOR_FIELD, MULTIPLIER_FIELD, type RateField, type RateForm, type RateProblems } from "@/lib/pricing/rate-form";

type RateFieldsProps = { form: RateForm; problems: RateProblems; onChange(field: RateField, text: string): void };

const MULTIPLIERS = Object.values(MULTIPLIER_FIELD);
const FACTORS = Object.values(FACTOR_FIELD);

/** Every figure of a version, each in its own field. */
export function RateFields(props: RateFieldsProps) {
  const t = useTranslations("prices");
  const price = t("hints.price");
  return (
    <>
      <Group title={t("editor.base")}>
        <RateInput {...props} field="inputPrice" hint={price} />
        <RateInput {...props} field="outputPrice" hint={price} />
      </Group>
      <Group title={t("editor.multipliers")} hint={t("editor.multipliersHint")}>
        {MULTIPLIERS.map((field) => (
          <RateInput key={field} {...props} field={field} />
        ))}
      </Group>
      <Group title={t("editor.step")} hint={t("editor.stepHint")} columns="sm:grid-cols-3">
        <RateInput {...props} field="stepAboveTokens" isWhole />
        <RateInput {...props} field="stepInputPrice" hint={price} />
        <RateInput {...props} field="stepOutputPrice" hint={price} />
      </Group>
      <Group title={t("editor.factors")} hint={t("editor.factorsHint")}>
        {FACTORS.map((field) => (
          <RateInput key={field} {...props} field={field} />
        ))}
      </Group>
      <Group title={t("editor.other")}>
        <RateInput {...props} field="webSearchPrice" hint={t("hints.webSearch")} />
      </Group>
    </>
  );
}

type GroupProps = { title: string; hint?: string; columns?: string; children: ReactNode };

export function Group({ title, hint, columns = "sm:grid-cols-2", children }: GroupProps) {
  return (
    <fieldset className="grid min-w-0 gap-3 border-t pt-4">
      <legend className="float-left w-full font-medium">{title}</legend>
      {hint && <p className="-mt-2 text-small text-muted">{hint}</p>}
      <div className={`grid items-start gap-4 ${columns}`}>{children}</div>
    </fieldset>
  );
}

type RateInputProps = RateFieldsProps & { field: RateField; hint?: string; isWhole?: boolean };

function RateInput({ form, problems, onChange, field, hint, isWhole = false }: RateInputProps) {
  const t = useTranslations("prices");
  const problem = problems[field];
  return (
    <Field label={t(`fields.${field}`)} hint={hint} error={problem && t(`problems.${problem}`)}>
      <Input
        name={field}
        value={form[field]}
        onChange={(event) => onChange(field, event.target.value)}
        inputMode={isWhole ? "numeric" : "decimal"}
        autoComplete="off"
        className="figure"
      />
    </Field>
  );
}
