"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { TierAction, TierState } from "@/components/limits/tier-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { TIER_FIELDS, type TierForm } from "@/lib/tiers/tier-form";

type TierEditorProps = { id: string; name: string; seen: TierForm; action: TierAction };

const IDLE: TierState = { kind: "idle" };

/** The figures of one tier in a row below its table. It has an address, and works without scripts. */
export function TierEditor({ id, name, seen, action }: TierEditorProps) {
  const t = useTranslations("limits");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const wrong = state.kind === "wrong" ? state.fields : [];
  const typed = state.kind === "wrong" ? state.typed : seen;
  return (
    <form
      id="edit"
      action={send}
      onReset={keepTyped}
      noValidate
      aria-label={t("edit.title", { name })}
      className="grid gap-4 border-t bg-sunken p-4"
    >
      <div className="grid gap-0.5">
        <h3 className="text-h3">{t("edit.title", { name })}</h3>
        <p className="text-small text-muted">{t("edit.text")}</p>
      </div>
      <input type="hidden" name="id" value={id} />
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-5">
        {TIER_FIELDS.map((field) => (
          <div key={field}>
            {/* The figure that the admin saw: it reveals a change in between. */}
            <input type="hidden" name={`seen.${field}`} value={seen[field]} />
            <Field label={t(`fields.${field}`)} error={wrong.includes(field) && t(`wrong.${field}`)}>
              <Input
                name={field}
                defaultValue={typed[field]}
                inputMode="decimal"
                placeholder={t("none")}
                autoComplete="off"
                className="figure"
              />
            </Field>
          </div>
        ))}
      </div>
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      <div className="flex justify-end gap-2">
        <Button asChild look="secondary">
          <Link href="/admin/limits" scroll={false}>
            {t("cancel")}
          </Link>
        </Button>
        <SubmitButton>{t("edit.submit")}</SubmitButton>
      </div>
    </form>
  );
}
