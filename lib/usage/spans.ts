/** Sums exist of whole quarters of an hour, and of whole spans of these hours of UTC. */
const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const LONG_HOURS = [24, 6, 1];

/** Spans side by side that have the same length. `hours` is 0 for quarters of an hour. */
export type Spans = { hours: number; from: Date; to: Date };

/** Cuts a range into the fewest spans, none longer than `longestHours`. Both of its ends are on a quarter of an hour. */
export function spansOf(from: Date, to: Date, longestHours = 24): Spans[] {
  return cut(from.getTime(), to.getTime(), longestHours);
}

function cut(fromMs: number, toMs: number, longestHours: number): Spans[] {
  if (fromMs >= toMs) return [];
  const hours = LONG_HOURS.find((each) => each <= longestHours) ?? 0;
  const lengthMs = hours * HOUR_MS || QUARTER_MS;
  const first = Math.ceil(fromMs / lengthMs) * lengthMs;
  const past = Math.floor(toMs / lengthMs) * lengthMs;
  const shorter = hours - 1;
  if (first >= past) return cut(fromMs, toMs, shorter);
  return [
    ...(hours > 0 ? cut(fromMs, first, shorter) : []),
    { hours, from: new Date(first), to: new Date(past) },
    ...(hours > 0 ? cut(past, toMs, shorter) : []),
  ];
}
