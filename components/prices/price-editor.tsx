"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { EffectiveFrom } from "@/components/prices/effective-from";
import { instantOf } from "@/components/prices/instant";
import { NOT_PUBLISHED_YET, type PublishAction } from "@/components/prices/publish-state";
import { RateTable } from "@/components/prices/rate-table";
import { WhatChanges } from "@/components/prices/what-changes";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Price, PriceKind, Rates } from "@/lib/pricing/price";
import { classChanges, fieldChanges } from "@/lib/pricing/price-change";
import { priceTable } from "@/lib/pricing/price-table";
import { type RateField, type RateForm, ratesOfForm } from "@/lib/pricing/rate-form";
import { tokensNano } from "@/lib/pricing/tokens-nano";
import type { ModelWeek } from "@/lib/usage/read-model-week";

// The question is loaded when it is first asked.
const PublishQuestion = dynamic(() => import("@/components/prices/publish-question").then((module) => module.PublishQuestion), {
  ssr: false,
});

type PriceEditorProps = {
  modelId: string;
  kind: PriceKind;
  initial: RateForm;
  /** The newest version when the page was made. Publishing against a newer one is refused. */
  basedOnVersion: number | null;
  versions: Price[];
  /** The price of the other kind in force, for the margin. */
  other: Rates | null;
  week: ModelWeek;
  publish: PublishAction;
  /** Stands above the table. */
  intro: ReactNode;
};

/** A draft of a new version: no part of it applies before Publish. */
export function PriceEditor({ modelId, kind, initial, basedOnVersion, versions, other, week, publish, intro }: PriceEditorProps) {
  const t = useTranslations("prices");
  const [state, action, noAnswer] = useFormAction(publish, NOT_PUBLISHED_YET);
  const [form, setForm] = useState(initial);
  const [date, setDate] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const { rates, problems } = useMemo(() => ratesOfForm(form), [form]);
  const table = useMemo(() => priceTable([], versions), [versions]);
  const replaced = table.priceInForce(modelId, kind, (date !== null && instantOf(date)) || new Date());
  const change = (field: RateField, text: string) => setForm((old) => ({ ...old, [field]: text }));
  const editor = useRef<HTMLFormElement>(null);
  const isConfirmed = useRef(false);
  const [isAsking, setAsking] = useState(false);
  const changes = rates ? classChanges(replaced, rates).filter(({ before, after }) => before !== after) : [];
  const mayPublish = rates !== null && fieldChanges(replaced, rates).length > 0 && (date === null || isToCome(date));
  const ask = (event: FormEvent) => {
    // What the server would refuse anyway is sent at once, to be answered beside its field.
    if (!mayPublish || isConfirmed.current) return;
    event.preventDefault();
    setAsking(true);
  };
  const publishNow = () => {
    setAsking(false);
    isConfirmed.current = true;
    editor.current?.requestSubmit();
    isConfirmed.current = false;
  };
  return (
    <>
      <form
        ref={editor}
        action={action}
        onSubmit={ask}
        onReset={keepTyped}
        className="grid items-start gap-6 md:grid-cols-[minmax(0,1fr)_20rem]"
        noValidate
      >
        <input type="hidden" name="modelId" value={modelId} />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="basedOnVersion" value={basedOnVersion ?? ""} />
        <div className="min-w-0 rounded-lg border bg-surface">
          {intro}
          <RateTable form={form} problems={problems ?? {}} rates={rates} onChange={change} />
        </div>
        <div className="grid min-w-0 gap-4 rounded-lg border bg-surface p-4 md:sticky md:top-16 md:max-h-[calc(100dvh-5rem)] md:overflow-y-auto">
          <WhatChanges kind={kind} replaced={replaced} next={rates} other={other} week={week} isNow={date === null} />
          <EffectiveFrom date={date} onChange={setDate} />
          <Field label={t("editor.note")} hint={t("editor.noteHint")}>
            <Input name="note" value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} autoComplete="off" />
          </Field>
          <NoAnswerAlert reason={noAnswer} />
          {state.error === "signed_out" && <SignedOutAlert />}
          {state.error && state.error !== "signed_out" && (
            <Alert tone="danger">{t(`errors.${state.error}`, { version: state.newestVersion })}</Alert>
          )}
          <SubmitButton>{t("editor.publish")}</SubmitButton>
        </div>
      </form>
      {isAsking && (
        <PublishQuestion
          isOpen
          onOpenChange={setAsking}
          modelId={modelId}
          kind={kind}
          date={date}
          changes={changes}
          week={rates && replaced && { ...week, nowNano: tokensNano(week, replaced), nextNano: tokensNano(week, rates) }}
          onPublish={publishNow}
        />
      )}
    </>
  );
}

function isToCome(date: string): boolean {
  const instant = instantOf(date);
  return instant !== null && instant > new Date();
}
