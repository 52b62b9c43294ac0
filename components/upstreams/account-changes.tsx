"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { NamedAccount } from "@/components/upstreams/change-form";
import { StateChoice } from "@/components/upstreams/state-choice";
import { TestForm } from "@/components/upstreams/test-account";
import { type TestAction, UNCHANGED, type UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

type AccountChangesProps = {
  account: NamedAccount & { state: AccountState };
  actions: { move: UpstreamAction; remove: UpstreamAction; test: TestAction };
};

/** On the page of an account: all that its menu offers in the list, as links and forms that need no scripts. */
export function AccountChanges({ account, actions }: AccountChangesProps) {
  const t = useTranslations("upstreams");
  return (
    <>
      <Part title={t("changes.test")} text={t("test.text")}>
        <TestForm id={account.id} action={actions.test} />
      </Part>
      <Part title={t("changes.state")}>
        <PageForm account={account} action={actions.move} submit={t("state.submit")} done={t("changes.moved")}>
          <StateChoice key={account.state} chosen={account.state} />
        </PageForm>
      </Part>
      <Part title={t("changes.settings")} text={t("edit.text")}>
        <Button asChild look="secondary" className="justify-self-start">
          <Link href={`/admin/upstreams/${account.id}/edit`} prefetch={false}>
            {t("edit.open")}
          </Link>
        </Button>
      </Part>
      <Part title={t("changes.delete")} text={t("delete.text")}>
        <details>
          <summary className="w-fit rounded-md text-small font-medium text-danger">{t("delete.title", { name: account.name })}</summary>
          <div className="pt-3">
            <PageForm account={account} action={actions.remove} submit={t("delete.submit")} done={null} isDangerous />
          </div>
        </details>
      </Part>
    </>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="grid content-start gap-3 rounded-lg border bg-surface p-4 sm:p-5">
      <div className="grid gap-0.5">
        <h2 className="text-h3">{title}</h2>
        {text && <p className="text-small text-muted">{text}</p>}
      </div>
      {children}
    </section>
  );
}

type PageFormProps = {
  account: NamedAccount;
  action: UpstreamAction;
  submit: string;
  done: string | null;
  isDangerous?: boolean;
  children?: ReactNode;
};

function PageForm({ account, action, submit, done, isDangerous = false, children }: PageFormProps) {
  const t = useTranslations("upstreams");
  const [state, send, noAnswer] = useFormAction(action, UNCHANGED);
  return (
    <form action={send} className="grid justify-items-start gap-3">
      <NoAnswerAlert reason={noAnswer} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      {state.kind === "done" && done && <Alert tone="positive">{done}</Alert>}
      <input type="hidden" name="id" value={account.id} />
      <input type="hidden" name="revision" value={account.revision} />
      <input type="hidden" name="isPage" value="on" />
      {children}
      <SubmitButton look={isDangerous ? "danger" : "secondary"}>{submit}</SubmitButton>
    </form>
  );
}
