"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { FirstCall } from "@/components/start/first-call";
import { TestCall } from "@/components/start/test-call";
import { useFirstCall } from "@/components/start/use-first-call";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";

type LivePanelProps = {
  /** A key exists, so a call may come. */ isWaiting: boolean /** While it is on screen. */;
  secret: string | null;
  model: string;
};

/** Waits for the first call and turns into its receipt. */
export function LivePanel({ isWaiting, secret, model }: LivePanelProps) {
  const t = useTranslations("start.live");
  const call = useFirstCall();
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-4 rounded-lg border bg-surface p-4 sm:p-5 lg:sticky lg:top-6">
      <div role="status" className="grid gap-4">
        {call ? <Receipt call={call} /> : <Waiting isWaiting={isWaiting} />}
      </div>
      {!call && secret && <TestCall secret={secret} model={model} />}
    </section>
  );
}

function Waiting({ isWaiting }: { isWaiting: boolean }) {
  const t = useTranslations("start.live");
  if (!isWaiting) return <p className="py-8 text-center text-small text-muted">{t("idle")}</p>;
  return (
    <div className="grid justify-items-center gap-2 py-8 text-center">
      <span aria-hidden className="size-2.5 animate-pulse rounded-full bg-accent" />
      <p className="font-semibold">{t("waiting")}</p>
      <p className="text-small text-muted">{t("waitingText")}</p>
    </div>
  );
}

function Receipt({ call }: { call: FirstCall }) {
  const t = useTranslations("start.live");
  const format = useFormatter();
  const ms = (value: number | null) => (value === null ? "–" : t("ms", { ms: value }));
  return (
    <>
      <div className="grid gap-1">
        <p className="text-small font-medium text-positive">{t("arrived")}</p>
        <p className="figure text-figure">
          <Money amountNano={BigInt(call.chargeNano)} kind="exact" />
        </p>
      </div>
      <dl className="grid gap-1.5 border-t pt-3 text-small">
        <Line name={t("model")}>{call.modelId}</Line>
        <Line name={t("input")}>{format.number(call.inputTokens)}</Line>
        <Line name={t("output")}>{format.number(call.outputTokens)}</Line>
        <Line name={t("firstByte")}>{ms(call.firstByteMs)}</Line>
        <Line name={t("time")}>{ms(call.totalMs)}</Line>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button asChild look="secondary">
          <a href={`/calls/${call.id}`}>{t("receipt")}</a>
        </Button>
        <Button asChild look="ghost">
          <a href="/overview">{t("overview")}</a>
        </Button>
      </div>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="figure min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
