import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { CreateKeyState } from "@/components/keys/key-state";
import { NameField } from "@/components/keys/name-field";
import { Alert } from "@/components/ui/alert";
import { isolated } from "@/components/ui/isolated";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import type { NoAnswer } from "@/components/ui/use-form-action";

type CreateKeyFormProps = {
  state: CreateKeyState;
  send: (form: FormData) => void;
  noAnswer: NoAnswer | null;
  /** New with each rendering of the page: the same form sent twice makes one key. */
  submissionKey: string;
  label: string;
  hint?: ReactNode;
  defaultName?: string;
  /** The form's buttons. */
  children: ReactNode;
};

/** The form for a new key, with what went wrong. */
export function CreateKeyForm({ state, send, noAnswer, submissionKey, label, hint, defaultName, children }: CreateKeyFormProps) {
  const t = useTranslations("keys");
  return (
    <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "already_created" && (
        <Alert tone="warning" title={t.rich("create.already.title", { ...isolated, name: state.name })}>
          {t("create.already.text")}
        </Alert>
      )}
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
      <input type="hidden" name="submissionKey" value={submissionKey} />
      <NameField label={label} hint={hint} defaultValue={defaultName} state={state} />
      {children}
    </form>
  );
}
