"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { AccountFields } from "@/components/upstreams/account-fields";
import { CredentialFields, ReplaceCredentials } from "@/components/upstreams/credential-fields";
import { type CatalogueModel, UNCHANGED, type UpstreamAction, type UpstreamState } from "@/components/upstreams/upstream-state";
import { type AccountForm, type CredentialKind, EMPTY_ACCOUNT_FORM } from "@/lib/upstream-accounts/account-form";

/** The edited upstream account in its state when the page was made. */
type EditedAccount = { id: string; revision: number; form: AccountForm; credentialKind: CredentialKind | null };

type AccountDialogProps = {
  /** Null for a new one. */
  account: EditedAccount | null;
  catalogue: CatalogueModel[];
  action: UpstreamAction;
  isDisabled?: boolean;
  describedBy?: string;
};

/** The dialog that adds or edits an upstream account. Typed text is lost when it closes. */
export function AccountDialog({ account, catalogue, action, isDisabled = false, describedBy }: AccountDialogProps) {
  const t = useTranslations("upstreams");
  const [isOpen, setOpen] = useState(false);
  const words = account ? "edit" : "add";
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button
          look={account ? "ghost" : "primary"}
          size={account ? "small" : "medium"}
          disabled={isDisabled}
          aria-describedby={describedBy}
        >
          {t(`${words}.open`)}
        </Button>
      </DialogTrigger>
      <DialogContent
        title={account ? t("edit.title", { name: account.form.name }) : t("add.title")}
        description={t(`${words}.text`)}
        className="max-w-2xl"
      >
        <AccountEditor account={account} catalogue={catalogue} action={action} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

type AccountEditorProps = Pick<AccountDialogProps, "account" | "catalogue" | "action"> & { onDone: () => void };

function AccountEditor({ account, catalogue, action, onDone }: AccountEditorProps) {
  const t = useTranslations("upstreams");
  const initial = account?.form ?? EMPTY_ACCOUNT_FORM;
  const [kind, setKind] = useState(initial.kind);
  const [isReplacing, setReplacing] = useState(account === null);
  const { state, isPending, formProps } = useSubmission(action, (form) => {
    onDone();
    toast(t(account ? "edit.done" : "add.done", { name: String(form.get("name")) }));
  });
  const wrong = state.kind === "wrong" ? state.fields : [];
  return (
    <form {...formProps} noValidate autoComplete="off" className="grid gap-4">
      {account && <input type="hidden" name="id" value={account.id} />}
      {account && <input type="hidden" name="revision" value={account.revision} />}
      <AccountFields
        kind={kind}
        initial={initial}
        catalogue={catalogue}
        wrong={wrong}
        onKind={account ? null : setKind}
        credentials={
          <>
            {account && (
              <ReplaceCredentials
                credentialKind={account.credentialKind}
                isReplacing={isReplacing}
                isWrong={!isReplacing && wrong.includes("credentialKind")}
                onChange={setReplacing}
              />
            )}
            {isReplacing && <CredentialFields key={kind} kind={kind} initial={account?.credentialKind ?? null} wrong={wrong} />}
          </>
        }
      />
      {!account && (
        <label className="flex min-h-8 items-center gap-2 text-body">
          <input type="checkbox" name="isDisabled" className="size-4 accent-accent" />
          {t("add.isDisabled")}
        </label>
      )}
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      <DialogActions>
        <DialogClose asChild>
          <Button look="secondary">{t("cancel")}</Button>
        </DialogClose>
        <Button type="submit" aria-disabled={isPending}>
          {isPending && <LoaderCircle aria-hidden className="animate-spin" />}
          {t(account ? "edit.submit" : "add.submit")}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Sends the form, and focuses the first field with an error. */
function useSubmission(action: UpstreamAction, onDone: (form: FormData) => void) {
  const [state, send, isPending] = useActionState(async (_previous: UpstreamState, form: FormData) => {
    const next = await action(form);
    if (next.kind === "done") onDone(form);
    return next;
  }, UNCHANGED);
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.kind === "wrong") ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  // Not the form's own action: it would empty every field when one of them has an error.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!isPending) startTransition(() => send(form));
  };
  return { state, isPending, formProps: { ref, onSubmit } };
}
