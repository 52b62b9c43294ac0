"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { NamedCountry } from "@/components/billing/ways-to-pay";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SignedOut } from "@/lib/auth/signed-out";
import { METHOD_NAMES } from "@/lib/topups/methods/method";

export type TermsState = SignedOut | { kind: "idle" | "done" | "margin" | "conflict" };

type TermsFormProps = {
  /** The terms in force. The margin is in percent, as text. */
  terms: { revision: number; country: string; margin: string; isAdaptive: boolean; turnedOff: readonly string[] };
  countries: readonly NamedCountry[];
  action: (previous: TermsState, form: FormData) => Promise<TermsState>;
};

/** How the operator takes money: the account's country, the margin on rates, and the ways to pay that are offered. */
export function TermsForm({ terms, countries, action }: TermsFormProps) {
  const t = useTranslations("payments.terms");
  const names = useTranslations("billing.ways.names");
  const [state, send, noAnswer] = useFormAction<TermsState>(action, { kind: "idle" });
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "done" && <Alert tone="positive">{t("done")}</Alert>}
      {state.kind === "conflict" && <Alert tone="danger">{t("conflict")}</Alert>}
      <input type="hidden" name="revision" value={terms.revision} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t("country")} hint={t("countryHint")}>
          <Select name="country" defaultValue={terms.country}>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("margin")} hint={t("marginHint")} error={state.kind === "margin" && t("marginWrong")}>
          <Input name="margin" inputMode="decimal" defaultValue={terms.margin} autoComplete="off" className="figure max-w-32" />
        </Field>
      </div>
      <label className="flex items-start gap-3 text-small">
        <input type="checkbox" name="adaptive" defaultChecked={terms.isAdaptive} className="mt-0.5 size-4 accent-accent" />
        <span>
          <span className="font-medium">{t("adaptive")}</span> <span className="text-muted">{t("adaptiveHint")}</span>
        </span>
      </label>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-small font-medium">{t("offered")}</legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {METHOD_NAMES.map((name) => (
            <label key={name} className="flex items-center gap-3 text-small">
              <input
                type="checkbox"
                name="offered"
                value={name}
                defaultChecked={!terms.turnedOff.includes(name)}
                className="size-4 accent-accent"
              />
              {names(name)}
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        <SubmitButton look="secondary">{t("save")}</SubmitButton>
      </div>
    </form>
  );
}
