const MINUTE_MS = 60_000;
const LONGEST_WAIT_SECONDS = 60;

/**
 * The counts of this clock minute and of the previous one. The last sixty seconds are this minute and the matching part of the
 * previous one: two numbers per counter, and no burst of twice the limit around the full minute.
 */
export type WindowCounts = { current: number; previous: number };

export function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS);
}

export function usedOf({ current, previous }: WindowCounts, nowMs: number): number {
  return previous === 0 ? current : current + Math.ceil((previous * (MINUTE_MS - (nowMs % MINUTE_MS))) / MINUTE_MS);
}

/** Whole seconds until at most `room` is used if nothing more happens: from 1 to 60, since official clients really sleep that long. */
export function waitSeconds({ current, previous }: WindowCounts, room: number, nowMs: number): number {
  const elapsedMs = nowMs % MINUTE_MS;
  const waitMs =
    current <= room
      ? MINUTE_MS * (1 - (room - current) / Math.max(previous, 1)) - elapsedMs
      : MINUTE_MS - elapsedMs + MINUTE_MS * (1 - room / current);
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(waitMs / 1_000)));
}

/** The moment at which everything counted so far is forgotten. */
export function forgottenAtMs({ current, previous }: WindowCounts, nowMs: number): number {
  if (current > 0) return (minuteOf(nowMs) + 2) * MINUTE_MS;
  return previous > 0 ? (minuteOf(nowMs) + 1) * MINUTE_MS : nowMs;
}
