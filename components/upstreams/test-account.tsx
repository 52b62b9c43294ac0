"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import type { TestAction, TestState } from "@/components/upstreams/upstream-state";

type TestAccountProps = { id: string; name: string; describedBy: string; action: TestAction };

/** One call through the account, and its result. */
export function TestAccount({ id, name, describedBy, action }: TestAccountProps) {
  const t = useTranslations("upstreams.test");
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("title", { name })} description={t("text")}>
        <TestForm id={id} action={action} />
      </DialogContent>
    </Dialog>
  );
}

function TestForm({ id, action }: Pick<TestAccountProps, "id" | "action">) {
  const t = useTranslations("upstreams.test");
  const [state, send] = useActionState((_previous: TestState, form: FormData) => action(form), { kind: "idle" });
  return (
    <form action={send} className="grid gap-4">
      <input type="hidden" name="id" value={id} />
      <TestResult state={state} />
      <DialogActions>
        <SubmitButton>{t(state.kind === "idle" ? "submit" : "again")}</SubmitButton>
      </DialogActions>
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
