import { dayOf, isDay, startOfDay } from "@/lib/usage/days";

export const PRESETS = ["today", "24h", "yesterday", "7d", "30d", "month"] as const;
type Preset = (typeof PRESETS)[number];

/** What an address says of the time: a preset, or days of the workspace's time zone. */
export type RangeSearch = { range: Preset | null; since: string | null; until: string | null };

export type TimeRange = {
  preset: Preset | "custom";
  from: Date;
  to: Date;
  /** The days that it touches. */
  days: string[];
  /** Short ranges are looked at by the hour. */
  isByHour: boolean;
  /** As long as what has passed of this range, directly before it: a running day is compared with the same hours of an earlier one. */
  before: { from: Date; to: Date };
};

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;
const DAY_MS = 24 * HOUR_MS;
const HOURLY_UP_TO_DAYS = 2;
/** A year has 366 bars at most. */
const DAYS_AT_MOST = 366;
const PRESET_DAYS = { today: 1, "7d": 7, "30d": 30 } as const;

/** The range of an address; null if it names none. All ends are on a quarter of an hour, as sums of usage are. */
export function timeRange({ range, since, until }: RangeSearch, timeZone: string, now: Date): TimeRange | null {
  if (since || until) return customRange(since, until, timeZone, now);
  if (range === null) return null;
  if (range === "24h") return last24Hours(timeZone, now);
  const today = dayOf(now, timeZone);
  if (range === "yesterday") return rangeOfDays(range, shifted(today, -1), shifted(today, -1), timeZone, now);
  if (range === "month") return rangeOfDays(range, `${today.slice(0, 8)}01`, today, timeZone, now);
  return rangeOfDays(range, shifted(today, 1 - PRESET_DAYS[range]), today, timeZone, now);
}

function customRange(since: string | null, until: string | null, timeZone: string, now: Date): TimeRange {
  const today = dayOf(now, timeZone);
  const last = until ?? (since && since > today ? since : today);
  const first = since ?? shifted(last, -29);
  const [from, to] = first <= last ? [first, last] : [last, first];
  const earliest = shifted(to, 1 - DAYS_AT_MOST);
  return rangeOfDays("custom", from < earliest ? earliest : from, to, timeZone, now);
}

function last24Hours(timeZone: string, now: Date): TimeRange {
  const to = new Date(Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS);
  const from = new Date(to.getTime() - DAY_MS);
  const days = [...new Set([dayOf(from, timeZone), dayOf(now, timeZone)])];
  const before = { from: new Date(from.getTime() - DAY_MS), to: new Date(upToNow(to, now) - DAY_MS) };
  return { preset: "24h", from, to, days, isByHour: true, before };
}

function rangeOfDays(preset: TimeRange["preset"], first: string, last: string, timeZone: string, now: Date): TimeRange {
  const count = daysBetween(first, last) + 1;
  const days = Array.from({ length: count }, (_, index) => shifted(first, index));
  const [from, to] = [startOfDay(first, timeZone), startOfDay(shifted(last, 1), timeZone)];
  const firstBefore = preset === "month" ? monthBefore(first) : shifted(first, -count);
  const beforeFrom = startOfDay(firstBefore, timeZone);
  const elapsedMs = upToNow(to, now) - from.getTime();
  const beforeTo = to <= now && preset !== "month" ? from.getTime() : Math.min(beforeFrom.getTime() + elapsedMs, from.getTime());
  return {
    preset,
    from,
    to,
    days,
    isByHour: count <= HOURLY_UP_TO_DAYS,
    before: { from: beforeFrom, to: new Date(Math.max(beforeTo, beforeFrom.getTime())) },
  };
}

/** The end of what has passed, at most the range's own. */
function upToNow(to: Date, now: Date): number {
  return Math.min(to.getTime(), Math.ceil(now.getTime() / QUARTER_MS) * QUARTER_MS);
}

function shifted(day: string, by: number): string {
  const name = new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
  return isDay(name) ? name : day;
}

function monthBefore(first: string): string {
  return `${shifted(first, -1).slice(0, 8)}01`;
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
}

/** The starts of the range's hours, the running one included. */
export function hoursOf({ from, to }: Pick<TimeRange, "from" | "to">): Date[] {
  return Array.from(
    { length: Math.ceil((to.getTime() - from.getTime()) / HOUR_MS) },
    (_, index) => new Date(from.getTime() + index * HOUR_MS),
  );
}
