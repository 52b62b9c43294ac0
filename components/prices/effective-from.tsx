"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { instantOf } from "@/components/prices/instant";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** `date` is the text of a date-time field, read as UTC; null stands for now. */
type EffectiveFromProps = { date: string | null; onChange(date: string | null): void };

export function EffectiveFrom({ date, onChange }: EffectiveFromProps) {
  const t = useTranslations("prices.editor");
  const choices = [
    { when: "now", label: t("now"), isChosen: date === null, choose: () => onChange(null) },
    { when: "date", label: t("atDate"), isChosen: date !== null, choose: () => onChange(date ?? nextMidnight()) },
  ];
  return (
    <fieldset className="grid min-w-0 gap-2 border-t pt-3">
      <legend className="float-left w-full text-body font-medium">{t("effective")}</legend>
      <div className="flex flex-wrap gap-x-6">
        {choices.map(({ when, label, isChosen, choose }) => (
          <label key={when} className="flex min-h-8 items-center gap-2 text-body">
            <input type="radio" name="when" value={when} checked={isChosen} onChange={choose} className="size-4 accent-accent" />
            {label}
          </label>
        ))}
      </div>
      {date !== null && (
        <Field label={t("date")} hint={<LocalTime date={date} />}>
          <Input type="datetime-local" name="effectiveFrom" value={date} onChange={(event) => onChange(event.target.value)} required />
        </Field>
      )}
    </fieldset>
  );
}

/** The same instant by the reader's own clock. */
function LocalTime({ date }: { date: string }) {
  const t = useTranslations("prices.editor");
  const format = useFormatter();
  const [zone, setZone] = useState("UTC");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const instant = instantOf(date);
  if (!instant || zone === "UTC") return t("dateHint");
  return t("dateLocal", { date: format.dateTime(instant, { dateStyle: "medium", timeStyle: "short", timeZone: zone }), zone });
}

function nextMidnight(): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T00:00`;
}
