/** The instant of a date-time field's text, read as UTC; null for any other text. */
export function instantOf(date: string): Date | null {
  const instant = new Date(`${date}Z`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(date) && !Number.isNaN(instant.getTime()) ? instant : null;
}
