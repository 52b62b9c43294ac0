const MOST = 9_999_000n;

/** The change in thousandths of what was before, rounded to the nearest; null if there was nothing. */
export function changePermille(now: bigint, before: bigint): number | null {
  if (before === 0n) return null;
  const size = before < 0n ? -before : before;
  const doubled = ((now - before) * 2_000n) / size;
  const rounded = (doubled + (doubled < 0n ? -1n : 1n)) / 2n;
  const bounded = rounded > MOST ? MOST : rounded < -MOST ? -MOST : rounded;
  return Number(bounded);
}
