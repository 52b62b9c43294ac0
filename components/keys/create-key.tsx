"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { CreateKeyState } from "@/components/keys/key-state";
import { NewKeyPanel } from "@/components/keys/new-key-panel";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { SubmitButton } from "@/components/ui/submit-button";

type CreateKeyProps = {
  action: (form: FormData) => Promise<CreateKeyState>;
  /** New with each rendering of the page: the same form sent twice makes one key. */
  submissionKey: string;
  publicUrl: string;
};

/** The form for a new key. The secret replaces it until the person confirms that it is saved. */
export function CreateKey({ action, submissionKey, publicUrl }: CreateKeyProps) {
  const t = useTranslations("keys");
  const [savedId, setSavedId] = useState<string | null>(null);
  const [state, send] = useActionState(async (previous: CreateKeyState, form: FormData) => {
    const next = await action(form);
    // A second press found the key of the first one, whose secret is in the first answer.
    return next.kind === "already_created" && previous.kind === "created" && previous.id === next.id ? previous : next;
  }, IDLE);

  if (state.kind === "created" && state.id !== savedId) {
    return <NewKeyPanel name={state.name} secret={state.secret} publicUrl={publicUrl} onSaved={() => setSavedId(state.id)} />;
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
        <Field label={t("name")} hint={t("create.hint")} error={state.kind === "invalid" && t("invalidName")}>
          <Input name="name" maxLength={80} autoComplete="off" required />
        </Field>
        <SubmitButton className="sm:mt-6.5">{t("create.submit")}</SubmitButton>
      </div>
    </form>
  );
}

const IDLE: CreateKeyState = { kind: "idle" };
