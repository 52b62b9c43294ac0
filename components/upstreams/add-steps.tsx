"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { classNames } from "@/components/ui/class-names";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { TestForm } from "@/components/upstreams/test-account";
import { type TestAction, UNCHANGED, type UpstreamAction } from "@/components/upstreams/upstream-state";
import { ACCOUNT_KINDS, type AccountKind } from "@/lib/upstream-accounts/account-form";

const STEPS = ["kind", "credentials", "test"] as const;
export type AddStep = (typeof STEPS)[number];

export const NEW_ACCOUNT = "/admin/upstreams/new";

/** The three steps, and which of them is done. */
export function StepList({ current }: { current: AddStep }) {
  const t = useTranslations("upstreams.add.steps");
  const place = STEPS.indexOf(current);
  return (
    <ol className="flex flex-wrap gap-x-4 gap-y-1 text-small">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? "step" : undefined}
          className={classNames("flex items-center gap-1.5", step === current ? "font-medium text-ink" : "text-muted")}
        >
          <span aria-hidden className="grid size-5 place-items-center rounded-full border text-caption">
            {index < place ? <Check className="size-3" /> : index + 1}
          </span>
          {t(step)}
        </li>
      ))}
    </ol>
  );
}

/** The kinds of accounts as cards. Each is a link to the next step; `onChoose` takes it there without leaving the page. */
export function KindCards({ onChoose }: { onChoose?: (kind: AccountKind) => void }) {
  const t = useTranslations("upstreams");
  return (
    <ul className="grid gap-2">
      {ACCOUNT_KINDS.map((kind) => (
        <li key={kind}>
          <Link
            href={`${NEW_ACCOUNT}?kind=${kind}`}
            prefetch={false}
            onClick={
              onChoose &&
              ((event) => {
                event.preventDefault();
                onChoose(kind);
              })
            }
            className="grid gap-0.5 rounded-md border px-4 py-3 hover:border-accent hover:bg-hover"
          >
            <span className="font-medium">{t(`kinds.${kind}`)}</span>
            <span className="text-small text-muted">{t(`kindTexts.${kind}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

type TestAndEnableProps = {
  isEnabled: boolean;
  id: string;
  name: string;
  revision?: number;
  test: TestAction;
  enable: UpstreamAction;
  onDone?: () => void;
};

/** The last step: one call through the account, then it takes calls, unless it was the first and does already. */
export function TestAndEnable({ isEnabled, id, name, revision = 1, test, enable, onDone }: TestAndEnableProps) {
  const t = useTranslations("upstreams");
  const [state, send, noAnswer] = useFormAction(enable, UNCHANGED);
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    if (state.kind === "done") done.current?.();
  }, [state]);
  return (
    <div className="grid gap-4">
      <p>{t(isEnabled ? "add.testFirst" : "add.testText", { name })}</p>
      <TestForm id={id} action={test} />
      {!isEnabled && (
        <form action={send} className="grid justify-items-start gap-4 border-t pt-4">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="revision" value={revision} />
          <input type="hidden" name="state" value="enabled" />
          <p className="text-muted">{t("add.enableText")}</p>
          <NoAnswerAlert reason={noAnswer} />
          {state.kind === "signed_out" && <SignedOutAlert />}
          {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
          {state.kind === "done" ? (
            <Alert tone="positive">{t("state.done", { name, state: t("states.enabled") })}</Alert>
          ) : (
            <SubmitButton>{t("add.enable")}</SubmitButton>
          )}
        </form>
      )}
    </div>
  );
}
