"use client";

import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { callSearch, isFiltered } from "@/components/calls/call-search";
import { Button } from "@/components/ui/button";
import { DayInput } from "@/components/ui/day-input";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { OUTCOMES } from "@/lib/usage/call";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";

export type FilterChoice = { id: string; name: string };

/** The filters of the list of calls. They are part of the address, so that a view can be shared as a link. */
export function CallFilters({ models, keys }: { models: FilterChoice[]; keys: FilterChoice[] }) {
  const t = useTranslations("calls.filters");
  const outcomeName = useTranslations("calls");
  const [isPending, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(callSearch, { shallow: false, history: "replace", startTransition });
  // A cursor of another filter would begin in the middle.
  const set = (change: Partial<typeof search>) => setSearch({ ...change, cursor: null });

  return (
    <search
      aria-label={t("title")}
      aria-busy={isPending}
      className="grid grid-cols-2 items-end gap-3 px-4 pb-4 sm:grid-cols-3 lg:grid-cols-6"
    >
      <Field label={t("model")}>
        <Select value={search.model ?? ""} onChange={(event) => set({ model: event.target.value || null })}>
          <option value="">{t("all")}</option>
          {models.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("key")}>
        <Select value={search.key ?? ""} onChange={(event) => set({ key: event.target.value || null })}>
          <option value="">{t("all")}</option>
          {keys.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("outcome")}>
        <Select
          value={search.outcome ?? ""}
          onChange={(event) => set({ outcome: OUTCOMES.find((each) => each === event.target.value) ?? null })}
        >
          <option value="">{t("all")}</option>
          {OUTCOMES.map((each) => (
            <option key={each} value={each}>
              {outcomeName(`outcome.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("stream")}>
        <Select value={search.stream ?? ""} onChange={(event) => set({ stream: asYesOrNo(event.target.value) })}>
          <option value="">{t("all")}</option>
          <option value="yes">{t("streamed")}</option>
          <option value="no">{t("whole")}</option>
        </Select>
      </Field>
      <Field label={t("since")}>
        <DayInput value={search.since} min={FIRST_DAY} max={search.until ?? LAST_DAY} onChoose={(since) => set({ since })} />
      </Field>
      <Field label={t("until")}>
        <DayInput value={search.until} min={search.since ?? FIRST_DAY} max={LAST_DAY} onChoose={(until) => set({ until })} />
      </Field>
      {isFiltered(search) && (
        <Button look="link" size="small" className="col-span-full justify-self-start" onClick={() => setSearch(null)}>
          {t("clear")}
        </Button>
      )}
    </search>
  );
}

function asYesOrNo(value: string): "yes" | "no" | null {
  return value === "yes" || value === "no" ? value : null;
}
