"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import {
  alikeCalls,
  CALLS_AT_MOST,
  type PricedModel,
  SAVING_CASES,
  type SavingCase,
  type SavingField,
  type SavingForm,
} from "@/components/site/saving-form";
import { SavingResult } from "@/components/site/saving-result";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

type SavingCalculatorProps = { models: readonly [PricedModel, ...PricedModel[]]; initial: SavingForm };

const CASES = Object.keys(SAVING_CASES) as SavingCase[];

/** What caching saves at today's prices. Without scripts it is a form and three links that the server answers. */
export function SavingCalculator({ models, initial }: SavingCalculatorProps) {
  const t = useTranslations("site.saving");
  const [form, setForm] = useState(initial);
  const element = useRef<HTMLFormElement>(null);
  // What was typed before the page's scripts ran.
  useEffect(() => {
    const typed = element.current && Object.fromEntries(new FormData(element.current));
    if (typed) setForm((before) => ({ ...before, ...typed }));
  }, []);
  const model = models.find(({ id }) => id === form.model) ?? models[0];
  const { calls, wrong } = alikeCalls(form, model.contextTokens);
  const most: Record<SavingField, number> = { prompt: model.contextTokens, repeated: 100, calls: CALLS_AT_MOST };
  const field = (name: SavingField) => (
    <Field
      label={t(name)}
      hint={name === "repeated" && t("repeatedHint")}
      error={wrong.some((each) => each === name) && t(`wrong.${name}`, { most: most[name] })}
    >
      <Input
        name={name}
        value={form[name]}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setForm({ ...form, [name]: event.target.value })}
        className="figure"
      />
    </Field>
  );
  const isChosen = (name: SavingCase) => Object.entries(SAVING_CASES[name]).every(([key, value]) => form[key as SavingField] === value);
  const choose = (event: MouseEvent, name: SavingCase) => {
    event.preventDefault();
    setForm({ ...form, ...SAVING_CASES[name] });
  };
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:gap-12">
      <form ref={element} action="/#saving" className="grid items-start gap-4 sm:grid-cols-2">
        <p className="flex flex-wrap items-center gap-2 text-small sm:col-span-2">
          <span className="sr-only">{t("cases")}</span>
          {CASES.map((name) => (
            <Button
              key={name}
              asChild
              look="secondary"
              size="small"
              className={isChosen(name) ? "border-accent! bg-accent-soft!" : undefined}
            >
              <a
                href={`/?${new URLSearchParams({ ...SAVING_CASES[name], model: model.id })}#saving`}
                aria-current={isChosen(name) ? "true" : undefined}
                onClick={(event) => choose(event, name)}
              >
                {t(`case.${name}`)}
              </a>
            </Button>
          ))}
        </p>
        {field("prompt")}
        {field("calls")}
        {field("repeated")}
        <Field label={t("model")}>
          <Select name="model" value={model.id} onChange={(event) => setForm({ ...form, model: event.target.value })}>
            {models.map(({ id, displayName }) => (
              <option key={id} value={id}>
                {displayName}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit" look="secondary" className="w-fit [@media(scripting:enabled)]:hidden">
          {t("calculate")}
        </Button>
      </form>
      <SavingResult calls={calls} model={model} />
    </div>
  );
}
