"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { CreateKeyState } from "@/components/keys/key-state";
import { SecretBox } from "@/components/keys/secret-box";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";

type NewManagementKeyProps = { action: (form: FormData) => Promise<CreateKeyState>; submissionKey: string };

/** The form for a management key. The secret replaces it until the person confirms that it is saved. */
export function NewManagementKey({ action, submissionKey }: NewManagementKeyProps) {
  const t = useTranslations("keys");
  const [savedId, setSavedId] = useState<string | null>(null);
  const [state, send] = useActionState(async (previous: CreateKeyState, form: FormData) => {
    const next = await action(form);
    // A second press found the key of the first one, whose secret is in the first answer.
    return next.kind === "already_created" && previous.kind === "created" && previous.id === next.id ? previous : next;
  }, IDLE);
  if (state.kind === "created" && state.id !== savedId) {
    return (
      <div className="grid min-w-0 gap-3" role="status">
        <p className="font-medium">{t("new.title", { name: state.name })}</p>
        <p className="text-body text-muted">{t("management.once")}</p>
        <SecretBox secret={state.secret} />
        <Button className="justify-self-start" onClick={() => setSavedId(state.id)}>
          {t("new.saved")}
        </Button>
      </div>
    );
  }
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
      {state.kind === "already_created" && (
        <Alert tone="warning" title={t("create.already.title", { name: state.name })}>
          {t("create.already.text")}
        </Alert>
      )}
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
      <input type="hidden" name="submissionKey" value={submissionKey} />
      <div className="grid gap-3 sm:grid-cols-[minmax(0,22rem)_auto] sm:items-start sm:justify-start">
        <Field label={t("management.name")} error={state.kind === "invalid" && t("invalidName")}>
          <Input name="name" maxLength={80} autoComplete="off" required />
        </Field>
        <SubmitButton look="secondary" className="sm:mt-6.5">
          {t("management.submit")}
        </SubmitButton>
      </div>
    </form>
  );
}

const IDLE: CreateKeyState = { kind: "idle" };
