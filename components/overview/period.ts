import { lastDays } from "@/lib/usage/days";

export const PERIODS = ["24h", "7d", "30d"] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = { "7d": 7, "30d": 30 } as const;

/** The bars of a period, by the names of their days or the instants of their hours, and the period before it. */
export type PeriodRange = { step: "day" | "hour"; before: Date; from: Date; to: Date; bars: string[] };

export function periodOf(text: unknown): Period {
  return PERIODS.find((period) => period === text) ?? "7d";
}

/** The period up to now. Its last day or hour is still running. */
export function periodRange(period: Period, timeZone: string, now: Date): PeriodRange {
  if (period === "24h") {
    const to = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
    const from = to - HOURS * HOUR_MS;
    const bars = Array.from({ length: HOURS }, (_, index) => new Date(from + index * HOUR_MS).toISOString());
    return { step: "hour", before: new Date(from - HOURS * HOUR_MS), from: new Date(from), to: new Date(to), bars };
  }
  const { from, to, days } = lastDays(DAYS[period], timeZone, now);
  return { step: "day", before: lastDays(2 * DAYS[period], timeZone, now).from, from, to, bars: days };
}
