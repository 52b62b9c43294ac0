"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import type { CreateKeyState } from "@/components/keys/key-state";
import { SecretBox } from "@/components/keys/secret-box";
import { SnippetTabs } from "@/components/keys/snippet-tabs";
import { useCreateKey } from "@/components/keys/use-create-key";
import { AvailableBalance } from "@/components/shell/available-balance";
import { LivePanel } from "@/components/start/live-panel";
import { MoneyStep, type StartTopUp } from "@/components/start/money-step";
import { StartStep } from "@/components/start/start-step";
import { SubmitButton } from "@/components/ui/submit-button";

type StartProps = {
  availableNano: bigint;
  topUp: StartTopUp;
  createKey: (form: FormData) => Promise<CreateKeyState>;
  submissionKey: string;
  hasKey: boolean;
  publicUrl: string;
  /** A model for the first call. */
  model: string;
};

/** From a new account to the first call, all on this page: money, a key, a call. */
export function Start({ availableNano, topUp, createKey, submissionKey, hasKey, publicUrl, model }: StartProps) {
  const t = useTranslations("start");
  const [state, send] = useCreateKey(createKey);
  const secret = state.kind === "created" ? state.secret : null;
  const hasMoney = availableNano > 0n;
  const isWaiting = secret !== null || hasKey;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <section className="min-w-0 rounded-lg border bg-surface p-4 sm:p-5">
        <h2 className="pb-4 text-h2">{t("title")}</h2>
        <ol className="grid gap-6">
          <StartStep number={1} state={hasMoney ? "done" : "now"} title={t("money.title")} text={hasMoney ? undefined : t("money.text")}>
            {hasMoney ? null : <MoneyStep {...topUp} />}
            <p className="text-small">
              {t("money.balance")} <AvailableBalance availableNano={availableNano} />
            </p>
          </StartStep>
          <StartStep
            number={2}
            state={secret ? "done" : hasMoney ? "now" : "later"}
            title={t("key.title")}
            text={secret || !hasMoney ? undefined : t(hasKey ? "key.again" : "key.text")}
          >
            {secret ? <NewSecret secret={secret} /> : hasMoney && <NewKey state={state} send={send} submissionKey={submissionKey} />}
          </StartStep>
          <StartStep number={3} state={secret ? "now" : "later"} title={t("call.title")} text={secret ? t("call.text") : undefined}>
            {secret && <SnippetTabs publicUrl={publicUrl} secret={secret} model={model} />}
          </StartStep>
        </ol>
      </section>
      <LivePanel isWaiting={isWaiting} secret={secret} model={model} />
    </div>
  );
}

type NewKeyProps = { state: CreateKeyState; send: (form: FormData) => void; submissionKey: string };

function NewKey(props: NewKeyProps) {
  const t = useTranslations("keys");
  return (
    <div className="max-w-md">
      <CreateKeyForm {...props} label={t("name")} defaultName="default">
        <SubmitButton className="justify-self-start">{t("create.submit")}</SubmitButton>
      </CreateKeyForm>
    </div>
  );
}

/** The press that made the key removed its button, so the focus goes to the secret. */
function NewSecret({ secret }: { secret: string }) {
  const [isStored, setStored] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      <SecretBox secret={secret} isStored={isStored} setStored={setStored} />
    </div>
  );
}
