export type NumberBounds = {
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
};

/** The number that a prompt gives in brackets, as in `square(3)`, if the schema allows it; `place` distinguishes the items of a list. */
export function sampleNumber(
  bounds: NumberBounds,
  isInteger: boolean,
  { prompt, number: place }: { prompt: string; number: number },
): number {
  const asked = Number(/\w\((\d{1,9})\)/.exec(prompt)?.[1] ?? 1) + place;
  const step = bounds.multipleOf ?? 1;
  const least = Math.max(bounds.minimum ?? -Infinity, over(bounds.exclusiveMinimum, isInteger));
  const most = Math.min(bounds.maximum ?? Infinity, -over(negative(bounds.exclusiveMaximum), isInteger));
  const besideBounds = asked < least ? least + place * step : asked > most ? most - place * step : asked;
  const wanted = Math.max(least, Math.min(most, besideBounds));
  if (!isInteger && bounds.multipleOf === undefined) return wanted;
  const rounded = Math.ceil(wanted / step) * step;
  return rounded <= most ? rounded : Math.floor(most / step) * step;
}

/** The next allowed number above one that is not allowed. */
function over(bound: number | undefined, isInteger: boolean): number {
  if (bound === undefined) return -Infinity;
  return isInteger ? Math.floor(bound) + 1 : bound + 2 ** -10;
}

function negative(bound: number | undefined): number | undefined {
  return bound === undefined ? undefined : -bound;
}
