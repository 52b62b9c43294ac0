"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { BatchAction, BatchState } from "@/components/codes/batch-state";
import { NewCodes } from "@/components/codes/new-codes";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";
import { AUDIENCES, BATCH_KINDS, MAX_CODES, MAX_CREDIT_DAYS, MAX_USES } from "@/lib/codes/batch";
import type { BatchField } from "@/lib/codes/batch-form";

/** The form for new codes, then the codes themselves. `batchId` is new with each page: a form that is sent twice makes one batch. */
export function BatchForm({ batchId, action }: { batchId: string; action: BatchAction }) {
  const t = useTranslations("codes");
  const [state, send, noAnswer] = useFormAction<BatchState>(action, { kind: "idle" });
  const [forWhom, setForWhom] = useState<string>("everybody");
  const form = useFocusOnWrong(state);
  if (state.kind === "made") return <NewCodes name={state.name} codes={state.codes} csv={state.csv} />;
  const bounds = { mostCodes: MAX_CODES, mostUses: MAX_USES, mostDays: MAX_CREDIT_DAYS };
  const error = (field: Exclude<BatchField, "once">) =>
    state.kind === "invalid" && state.wrong.includes(field) && t(`wrong.${field}`, bounds);
  const options = (all: readonly string[], text: (each: never) => ReactNode) =>
    all.map((each) => (
      <option key={each} value={each}>
        {text(each as never)}
      </option>
    ));
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {(state.kind === "again" || state.kind === "failed") && <Alert tone="warning">{t("again")}</Alert>}
      <input type="hidden" name="batchId" value={batchId} />
      <Group title={t("make.groups.codes")}>
        <Field label={t("make.name")} hint={t("make.nameHint")} error={error("name")}>
          <Input name="name" dir="auto" autoComplete="off" />
        </Field>
        <Field label={t("make.codes")} hint={t("make.codesHint", { most: MAX_CODES })} error={error("codes")}>
          <Input name="codes" inputMode="numeric" defaultValue="10" autoComplete="off" className="figure" />
        </Field>
      </Group>
      <Group title={t("make.groups.credit")}>
        <Field label={t("make.amount")} error={error("amount")}>
          <Input name="amount" inputMode="decimal" autoComplete="off" className="figure" />
        </Field>
        <Field label={t("make.days")} hint={t("make.daysHint")} error={error("days")}>
          <Input name="days" inputMode="numeric" defaultValue="90" autoComplete="off" className="figure" />
        </Field>
        <Field label={t("make.kind")} error={error("kind")} className="sm:col-span-2">
          <Select name="kind" defaultValue="promo">
            {options(BATCH_KINDS, (each: (typeof BATCH_KINDS)[number]) => t(`make.kinds.${each}`))}
          </Select>
        </Field>
      </Group>
      <Group title={t("make.groups.redeeming")}>
        <Field label={t("make.forWhom")} error={error("forWhom")}>
          <Select name="forWhom" value={forWhom} onChange={(event) => setForWhom(event.target.value)}>
            {options(AUDIENCES, (each: (typeof AUDIENCES)[number]) => t(`make.audiences.${each}`))}
          </Select>
        </Field>
        {forWhom === "address" && (
          <Field label={t("make.email")} hint={t("make.emailHint")} error={error("email")}>
            <Input name="email" type="email" autoComplete="off" />
          </Field>
        )}
        <Field label={t("make.uses")} error={error("uses")}>
          <Input name="uses" inputMode="numeric" defaultValue="1" autoComplete="off" className="figure" />
        </Field>
        <Field label={t("make.until")} error={error("until")}>
          <Input name="until" type="date" />
        </Field>
        <label className="flex min-h-8 items-center gap-2 text-body sm:col-span-2">
          <input type="checkbox" name="once" className="size-4 accent-accent" />
          {t("make.once")}
        </label>
      </Group>
      <div className="flex justify-end border-t border-line-subtle pt-4">
        <SubmitButton>{t("make.submit")}</SubmitButton>
      </div>
    </form>
  );
}

/** What belongs together: its name at the left, its fields at the right. */
function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-t border-line-subtle pt-4 first-of-type:border-t-0 first-of-type:pt-0 md:grid-cols-[10rem_minmax(0,40rem)]">
      <h3 className="text-h3">{title}</h3>
      <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
    </section>
  );
}
