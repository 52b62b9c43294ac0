"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { useFormAction } from "@/components/ui/use-form-action";
import { AccountFields } from "@/components/upstreams/account-fields";
import { CredentialFields, ReplaceCredentials } from "@/components/upstreams/credential-fields";
import { type CatalogueModel, UNCHANGED, type UpstreamAction, type UpstreamState } from "@/components/upstreams/upstream-state";
import {
  type AccountForm,
  type AccountKind,
  CREDENTIAL_KINDS,
  type CredentialKind,
  EMPTY_ACCOUNT_FORM,
} from "@/lib/upstream-accounts/account-form";

/** The edited upstream account in its state when the page was made. */
export type EditedAccount = { id: string; revision: number; form: AccountForm; credentialKind: CredentialKind | null };

type AccountEditorProps = {
  /** Null for a new one, of the kind that was chosen. */
  account: EditedAccount | null;
  kind: AccountKind;
  catalogue: CatalogueModel[];
  action: UpstreamAction;
  /** Hidden fields. */
  fields?: Record<string, string>;
  /** For a page without scripts, where no box can show the fields. */
  isReplacingAtFirst?: boolean;
  onDone?: (state: Extract<UpstreamState, { kind: "done" }>, name: string) => void;
  /** The row of buttons. */
  children: ReactNode;
};

/** The form of an upstream account. Where an error is, the focus goes, and no typed text is lost. */
export function AccountEditor(props: AccountEditorProps) {
  const { account, kind, catalogue, action, fields = {}, isReplacingAtFirst = false, onDone, children } = props;
  const t = useTranslations("upstreams");
  const form = useRef<HTMLFormElement>(null);
  const [state, send, noAnswer] = useFormAction(action, UNCHANGED);
  const [isReplacing, setReplacing] = useState(account === null || isReplacingAtFirst);
  const wrong = state.kind === "wrong" ? state.fields : [];
  const initial = (state.kind === "wrong" && state.typed) ||
    account?.form || { ...EMPTY_ACCOUNT_FORM, credentialKind: CREDENTIAL_KINDS[kind][0] };
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    if (state.kind === "wrong") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    if (state.kind === "done" && form.current) done.current?.(state, String(new FormData(form.current).get("name")));
  }, [state]);
  return (
    <form ref={form} action={send} onReset={keepTyped} noValidate autoComplete="off" className="grid gap-4">
      {Object.entries({ ...fields, ...(account && { id: account.id, revision: String(account.revision) }) }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <AccountFields
        kind={kind}
        initial={initial}
        catalogue={catalogue}
        wrong={wrong}
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
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      {children}
    </form>
  );
}
