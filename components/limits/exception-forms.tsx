"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ExceptionAction, ExceptionState } from "@/components/limits/tier-state";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

const IDLE: ExceptionState = { kind: "idle" };

type RemoveExceptionProps = { workspaceId: string; name: string; action: ExceptionAction };

export function RemoveException({ workspaceId, name, action }: RemoveExceptionProps) {
  const t = useTranslations("limits.exceptions");
  const [, send, noAnswer] = useFormAction(action, IDLE);
  return (
    <form action={send}>
      <input type="hidden" name="who" value={workspaceId} />
      <SubmitButton look="ghost" size="small" aria-label={t("removeOf", { name })}>
        {t("remove")}
      </SubmitButton>
      <NoAnswerAlert reason={noAnswer} />
    </form>
  );
}

type AddExceptionProps = { tiers: { id: string; name: string }[]; action: ExceptionAction };

export function AddException({ tiers, action }: AddExceptionProps) {
  const t = useTranslations("limits.exceptions");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <Field label={t("who")} hint={t("whoHint")} error={state.kind === "wrong" && t("unknown")}>
        <Input name="who" defaultValue={state.kind === "wrong" ? state.who : ""} autoComplete="off" spellCheck={false} maxLength={320} />
      </Field>
      <Field label={t("tier")}>
        <Select name="tier" defaultValue={tiers.at(-1)?.id ?? ""}>
          {tiers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t("failed")}</Alert>}
      {state.kind === "done" && <Alert tone="positive">{t("done")}</Alert>}
      <SubmitButton>{t("submit")}</SubmitButton>
    </form>
  );
}
