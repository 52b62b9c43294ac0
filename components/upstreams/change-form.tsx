"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogActions, DialogClose } from "@/components/ui/dialog";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import { UNCHANGED, type UpstreamAction, type UpstreamState } from "@/components/upstreams/upstream-state";

/** The account in its state when the page was made. */
export type NamedAccount = { id: string; name: string; revision: number };

type ChangeFormProps = {
  account: NamedAccount;
  action: UpstreamAction;
  submit: string;
  /** The message when it is done. */
  done: (form: FormData) => string;
  onDone: () => void;
  isDangerous?: boolean;
  children?: ReactNode;
};

/** A change of one account in a dialog. It is refused when another admin was faster. */
export function ChangeForm({ account, action, submit, done, onDone, isDangerous = false, children }: ChangeFormProps) {
  const t = useTranslations("upstreams");
  const [state, send, noAnswer] = useFormAction(async (_previous: UpstreamState, form: FormData) => {
    const next = await action(UNCHANGED, form);
    if (next.kind !== "done") return next;
    onDone();
    toast(done(form));
    return next;
  }, UNCHANGED);
  return (
    <form action={send} onReset={keepTyped} className="grid gap-4">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      <input type="hidden" name="id" value={account.id} />
      <input type="hidden" name="revision" value={account.revision} />
      {children}
      <DialogActions>
        <DialogClose asChild>
          <Button look="secondary">{t("cancel")}</Button>
        </DialogClose>
        <SubmitButton look={isDangerous ? "danger" : "primary"}>{submit}</SubmitButton>
      </DialogActions>
    </form>
  );
}
