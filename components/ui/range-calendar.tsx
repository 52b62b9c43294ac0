"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import type { CalendarDaysProps } from "@/components/ui/calendar-days";

// Only for those who open it: the two date fields beside it do the same.
const CalendarDays = dynamic(() => import("@/components/ui/calendar-days").then((module) => module.CalendarDays), { ssr: false });

/** A calendar that fills the fields `since` and `until` of its form. It is loaded when its panel is opened. */
export function RangeCalendar(props: Omit<CalendarDaysProps, "onChoose">) {
  const place = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const panel = place.current?.closest("details");
    const see = () => panel?.open && setOpen(true);
    see();
    panel?.addEventListener("toggle", see);
    return () => panel?.removeEventListener("toggle", see);
  }, []);
  const fill = (range: { since: string; until: string }) => {
    const form = place.current?.closest("form");
    for (const [name, value] of Object.entries(range)) {
      const field = form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
  };
  return (
    <div ref={place} className="empty:hidden">
      {isOpen && <CalendarDays {...props} onChoose={fill} />}
    </div>
  );
}
