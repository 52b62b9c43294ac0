"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { CreateKeyState } from "@/components/keys/key-state";
import { useCreateKey } from "@/components/keys/use-create-key";
import { AvailableBalance } from "@/components/shell/available-balance";
import { LivePanel } from "@/components/start/live-panel";
import { MoneyStep, type StartTopUp } from "@/components/start/money-step";
import { StartStep } from "@/components/start/start-step";

// What is shown of a new key is loaded when the key is about to be made.
const loadNewSecret = () => import("@/components/start/new-secret");
const NewSecret = dynamic(() => loadNewSecret().then((module) => module.NewSecret), { ssr: false });
const SnippetTabs = dynamic(() => loadNewSecret().then((module) => module.SnippetTabs), { ssr: false });

// Once there is money. It is drawn by the server too.
const NewKeyStep = dynamic(() => import("@/components/start/new-key-step").then((module) => module.NewKeyStep));

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
  const [state, send, noAnswer] = useCreateKey(createKey, loadNewSecret);
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
            {secret ? <NewSecret secret={secret} /> : hasMoney && <NewKeyStep {...{ state, send, noAnswer, submissionKey }} />}
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
