/** Whole days of a time zone: their names as `YYYY-MM-DD`, the start of the first and the end of the last. */
export type DayRange = { from: Date; to: Date; days: string[] };

/** Days before and after hold no calls, and time zones of those years are no rules of today. */
export const FIRST_DAY = "2000-01-01";
export const LAST_DAY = "2099-12-31";
const DAY_MS = 86_400_000;

/** True for a day of the calendar from 2000 to 2099. JavaScript alone reads 31 February as a day of March. */
export function isDay(name: string): boolean {
  if (!/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(name)) return false;
  return new Date(`${name}T00:00:00Z`).toISOString().startsWith(name);
}

/** The day after a day. */
export function dayAfter(day: string): string {
  return nameOf(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
}

/** The last `count` days up to and including the one that `now` falls on. */
export function lastDays(count: number, timeZone: string, now: Date): DayRange {
  const today = Date.parse(`${dayOf(now, timeZone)}T00:00:00Z`);
  const days = Array.from({ length: count }, (_, index) => nameOf(today - (count - 1 - index) * DAY_MS));
  return { from: startOfDay(nameOf(today - (count - 1) * DAY_MS), timeZone), to: startOfDay(nameOf(today + DAY_MS), timeZone), days };
}

/** The days that a range touches, each with its first and its past instant inside the range. A day that the zone skipped is empty. */
export function daysOfRange(from: Date, to: Date, timeZone: string): { day: string; from: Date; to: Date }[] {
  const days: { day: string; from: Date; to: Date }[] = [];
  for (let day = dayOf(from, timeZone), start = from; start < to; day = dayAfter(day)) {
    const next = startOfDay(dayAfter(day), timeZone);
    const end = next < to ? next : to;
    days.push({ day, from: start, to: end });
    start = end;
  }
  return days;
}

/** The first instant of a day. If the clocks skip midnight, the day begins at its first moment that exists. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - offsetMs(midnight, timeZone);
  const second = midnight - offsetMs(guess, timeZone);
  const found = [guess, second].sort((a, b) => a - b).find((each) => dayOf(new Date(each), timeZone) === day);
  return new Date(found ?? guess);
}

/** The day that an instant falls on. */
export function dayOf(instant: Date, timeZone: string): string {
  return localTime(instant.getTime(), timeZone).slice(0, 10);
}

function nameOf(utcMidnight: number): string {
  return new Date(utcMidnight).toISOString().slice(0, 10);
}

function offsetMs(instant: number, timeZone: string): number {
  return Date.parse(`${localTime(instant, timeZone)}Z`) - instant;
}

/** What clocks show, as `YYYY-MM-DDTHH:MM:SS`. */
function localTime(instant: number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(instant);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "00";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}`;
}

// A format costs as much to make as a hundred dates to write. Zones have several spellings, so their number has a bound.
const FORMATS_AT_MOST = 600;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  if (formats.size >= FORMATS_AT_MOST) formats.clear();
  const [date, time] = ["2-digit", "2-digit"] as const;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: date,
    day: date,
    hour: time,
    minute: time,
    second: time,
  });
  formats.set(timeZone, format);
  return format;
}
