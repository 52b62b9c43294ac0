import { useFormatter } from "next-intl";

const DAY_MS = 86_400_000;

type MomentProps = {
  at: Date;
  timeZone: string;
  /** The time by which "4 minutes ago" is counted. */
  now?: Date;
};

/** A time of the past: relative within a day, else day and minute. The title has the seconds and the zone. */
export function Moment({ at, timeZone, now = new Date() }: MomentProps) {
  const format = useFormatter();
  const agoMs = now.getTime() - at.getTime();
  const isThisYear = at.getUTCFullYear() === now.getUTCFullYear();
  const text =
    agoMs >= 0 && agoMs < DAY_MS
      ? format.relativeTime(at, now)
      : format.dateTime(at, {
          timeZone,
          ...(!isThisYear && { year: "numeric" }),
          month: "short",
          day: "numeric",
          hour: "2-digit",
          minute: "2-digit",
        });
  return (
    // In a browser a moment passes between the server's text and the first one of the page.
    <time dateTime={at.toISOString()} title={exactTime(format, at, timeZone)} className="whitespace-nowrap" suppressHydrationWarning>
      {text}
    </time>
  );
}

function exactTime(format: ReturnType<typeof useFormatter>, at: Date, timeZone: string): string {
  return format.dateTime(at, { timeZone, dateStyle: "medium", timeStyle: "long" });
}
