"use client";

import { useEffect, useState } from "react";
import { currentName } from "@/lib/basics/time-zones";

/** The zone of the reader's own clock; empty until the page's scripts run. */
export function useBrowserTimeZone(): string {
  const [timeZone, setTimeZone] = useState("");
  useEffect(() => setTimeZone(currentName(Intl.DateTimeFormat().resolvedOptions().timeZone)), []);
  return timeZone;
}

/** A hidden field that sends the zone with a form. */
export function BrowserTimeZone() {
  return <input type="hidden" name="timeZone" value={useBrowserTimeZone()} readOnly />;
}
