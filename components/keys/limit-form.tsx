"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { LimitKeyAction, LimitKeyState, ShownLimits } from "@/components/keys/key-state";
import { LimitFields } from "@/components/keys/limit-fields";
import { Alert } from "@/components/ui/alert";
import { isolated } from "@/components/ui/isolated";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { toast } from "@/components/ui/toast";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";

export type LimitFormProps = {
  id: string;
  name: string;
  limits: ShownLimits;
  models: { id: string; name: string }[];
  action: LimitKeyAction;
  onDone?: () => void;
  /** The form's buttons. */
  children: ReactNode;
};

/** The limits of a key as a form. */
export function LimitForm({ id, name, limits, models, action, onDone, children }: LimitFormProps) {
  const t = useTranslations("keys");
  const [state, send, noAnswer] = useFormAction(async (_previous: LimitKeyState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    onDone?.();
    toast(t.rich("limits.done", { ...isolated, name }));
    return next;
  }, IDLE);
  const form = useFocusOnWrong(state);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {!noAnswer && state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
      <input type="hidden" name="keyId" value={id} />
      <LimitFields limits={limits} models={models} wrong={state.kind === "invalid" ? state.fields : []} />
      {children}
    </form>
  );
}

const IDLE: LimitKeyState = { kind: "idle" };
