"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { chartSeries, OTHER_MODELS, type Split, type UsagePoint } from "@/components/usage/chart-series";
import { UsageDaysTable } from "@/components/usage/usage-days-table";

// Only this page draws, and only once it is open: the charting library is not part of any first load.
const StackedBars = dynamic(() => import("@/components/usage/stacked-bars").then((module) => module.StackedBars), {
  ssr: false,
  loading: () => <Skeleton className="h-72" />,
});

type UsageChartProps = {
  points: UsagePoint[];
  days: string[];
  /** Display names by model id. */
  modelNames: Record<string, string>;
  /** The chart in one sentence. */
  takeaway: string;
};

export function UsageChart({ points, days, modelNames, takeaway }: UsageChartProps) {
  const t = useTranslations("usage.chart");
  const [split, setSplit] = useState<Split>("class");
  const [modelId, setModelId] = useState("");
  const [isTable, setIsTable] = useState(false);
  const { rows, series } = useMemo(
    () => chartSeries(modelId ? points.filter((point) => point.modelId === modelId) : points, days, split),
    [points, days, split, modelId],
  );
  const named = series.map((each) => ({
    ...each,
    name:
      split === "class" ? t(`class.${each.id as "input"}`) : each.id === OTHER_MODELS ? t("otherModels") : (modelNames[each.id] ?? each.id),
  }));
  return (
    <figure className="grid gap-4 px-4 pb-4">
      <figcaption className="text-body text-muted">{takeaway}</figcaption>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("split")} className="w-40">
          <Select value={split} onChange={(event) => setSplit(event.target.value === "model" ? "model" : "class")}>
            <option value="class">{t("byClass")}</option>
            <option value="model">{t("byModel")}</option>
          </Select>
        </Field>
        <Field label={t("model")} className="w-48">
          <Select value={modelId} onChange={(event) => setModelId(event.target.value)}>
            <option value="">{t("allModels")}</option>
            {Object.entries(modelNames).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button look="secondary" aria-pressed={isTable} onClick={() => setIsTable(!isTable)} className="sm:ml-auto">
          {isTable ? t("showChart") : t("showTable")}
        </Button>
      </div>
      {isTable ? (
        <UsageDaysTable rows={rows} series={named} />
      ) : (
        <>
          <div aria-hidden className="h-72">
            <StackedBars rows={rows} series={named} />
          </div>
          <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-small">
            {named.map(({ id, name, colour }) => (
              <li key={id} className="flex items-center gap-2">
                <span aria-hidden className="size-2.5 rounded-sm" style={{ background: colour }} />
                {name}
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}
