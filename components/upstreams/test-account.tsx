"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Dialog, DialogActions, DialogContent } from "@/components/ui/dialog";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { TestAction, TestState } from "@/components/upstreams/upstream-state";

type TestAccountProps = { id: string; name: string; action: TestAction; onClose(): void };

/** One call through the account, and its result. */
export function TestAccount({ id, name, action, onClose }: TestAccountProps) {
  const t = useTranslations("upstreams.test");
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("title", { name })} description={t("text")}>
        <TestForm id={id} action={action} isInDialog />
      </DialogContent>
    </Dialog>
  );
}

type TestFormProps = Pick<TestAccountProps, "id" | "action"> & { isInDialog?: boolean };

/** The button of the test, and its result. On a page it works without scripts. */
export function TestForm({ id, action, isInDialog = false }: TestFormProps) {
  const t = useTranslations("upstreams.test");
  const [state, send, noAnswer] = useFormAction<TestState>(action, { kind: "idle" });
  const button = <SubmitButton look={isInDialog ? "primary" : "secondary"}>{t(state.kind === "idle" ? "submit" : "again")}</SubmitButton>;
  return (
    <form action={send} className={isInDialog ? "grid gap-4" : "grid justify-items-start gap-4"}>
      <input type="hidden" name="id" value={id} />
      <NoAnswerAlert reason={noAnswer} />
      <TestResult state={state} />
      {isInDialog ? <DialogActions>{button}</DialogActions> : button}
    </form>
  );
}

function TestResult({ state }: { state: TestState }) {
  const t = useTranslations("upstreams");
  if (state.kind === "idle") return null;
  if (state.kind === "signed_out") return <SignedOutAlert />;
  if (state.kind === "refused") return <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>;
  if (state.ok) {
    return (
      <Alert tone="positive" title={t("test.ok")}>
        {t("test.okText", { model: state.modelId })}
      </Alert>
    );
  }
  return (
    <Alert tone="danger" title={t("test.bad")}>
      {t(`test.why.${state.why}`)}
    </Alert>
  );
}
