"use client";

import { useEffect, useState } from "react";
import { currentName } from "@/lib/usage/time-zones";

/** The zone that the reader's own clock is set to; empty until the page's scripts run. */
export function useBrowserTimeZone(): string {
  const [timeZone, setTimeZone] = useState("");
  useEffect(() => setTimeZone(currentName(Intl.DateTimeFormat().resolvedOptions().timeZone)), []);
  return timeZone;
}

/** Sends the zone with a form, unseen. */
export function BrowserTimeZone() {
  return <input type="hidden" name="timeZone" value={useBrowserTimeZone()} readOnly />;
}
