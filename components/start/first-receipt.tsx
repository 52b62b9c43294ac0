"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { FirstCall } from "@/components/start/first-call";
import { useFirstCall } from "@/components/start/use-first-call";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";

/** The receipt of the workspace's first call. `children` stand in its place until it is read. */
export function FirstReceipt({ children }: { children: ReactNode }) {
  const call = useFirstCall();
  return call ? <Receipt call={call} /> : children;
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
