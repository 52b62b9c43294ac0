"use client";

import { useState } from "react";
import { type DateRange, DayPicker } from "react-day-picker";

export type CalendarDaysProps = {
  since: string | null;
  until: string | null;
  min: string;
  max: string;
  onChoose(range: { since: string; until: string }): void;
};

const LOOK = {
  root: "relative text-small",
  month_caption: "flex h-8 items-center px-1 font-medium",
  nav: "absolute top-0 right-0 flex gap-1",
  button_previous: "grid size-8 place-items-center rounded-md hover:bg-hover aria-disabled:opacity-40",
  button_next: "grid size-8 place-items-center rounded-md hover:bg-hover aria-disabled:opacity-40",
  chevron: "size-4 fill-current",
  month_grid: "border-collapse",
  weekday: "size-8 text-caption text-muted",
  day: "p-0 text-center",
  day_button: "figure size-8 rounded-md hover:bg-hover",
  today: "font-semibold text-accent",
  selected: "bg-selected",
  range_start: "rounded-l-md [&>button]:bg-accent [&>button]:text-on-accent",
  range_end: "rounded-r-md [&>button]:bg-accent [&>button]:text-on-accent",
  outside: "text-faint",
  disabled: "opacity-40",
};

/** A month of days, for choosing the first and the last one. */
export function CalendarDays({ since, until, min, max, onChoose }: CalendarDaysProps) {
  const [chosen, setChosen] = useState<DateRange | undefined>(since ? { from: dateOf(since), to: dateOf(until ?? since) } : undefined);
  return (
    <DayPicker
      mode="range"
      classNames={LOOK}
      selected={chosen}
      {...(chosen?.to && { defaultMonth: chosen.to })}
      disabled={{ before: dateOf(min), after: dateOf(max) }}
      onSelect={(range) => {
        setChosen(range);
        if (range?.from) onChoose({ since: nameOf(range.from), until: nameOf(range.to ?? range.from) });
      }}
    />
  );
}

/** The calendar counts in the device's own time: noon is on the same day wherever the clocks change. */
function dateOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}

function nameOf(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
