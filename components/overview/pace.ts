const WEEK_DAYS = 7n;
const MANY_DAYS = 365n;

/** For how many whole days a balance lasts at the pace of a week; null without any spending, and at most a year. */
export function daysLeft(availableNano: bigint, weekNano: bigint): number | null {
  if (weekNano <= 0n) return null;
  const days = availableNano <= 0n ? 0n : (availableNano * WEEK_DAYS) / weekNano;
  return Number.parseInt((days > MANY_DAYS ? MANY_DAYS : days).toString(), 10);
}
