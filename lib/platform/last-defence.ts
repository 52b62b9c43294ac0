import "server-only";
import { log } from "@/lib/platform/log";

/** So many within a minute are no accident that one can serve on from. */
const TOO_MANY = 20;
const WITHIN_MS = 60_000;

export type LastDefence = {
  /** Ends the process in an orderly way, once errors that nobody caught come too often. */
  giveUp: () => void;
};

let recent: number[] = [];

/**
 * Logs and counts what no other line of code has caught, and lets the process serve on: what one call has left half done is
 * the ledger's to end, and every job may run twice (docs/decisions/0025). To be called once all is up: before that, an error ends the start.
 */
export function holdLastDefence({ giveUp }: LastDefence): void {
  const noted = (kind: "exception" | "rejection") => (error: unknown) => {
    log.error({ event: "process.uncaught_error", err: error, kind }, "an error that nobody caught");
    void count(kind);
    if (isTooOften(performance.now())) giveUp();
  };
  process.on("uncaughtException", noted("exception"));
  process.on("unhandledRejection", noted("rejection"));
  // A terminal that was closed, or a reader of the log that has ended, is no reason to end.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}

function isTooOften(nowMs: number): boolean {
  recent = [...recent.filter((atMs) => atMs > nowMs - WITHIN_MS), nowMs];
  if (recent.length < TOO_MANY) return false;
  recent = [];
  return true;
}

// The figures' library is loaded for the first error alone: most processes never have one.
async function count(kind: string): Promise<void> {
  try {
    const { uncaughtErrors } = await import("@/lib/platform/metrics");
    uncaughtErrors().inc({ kind });
  } catch (error) {
    log.warn({ event: "process.error_uncounted", err: error }, "an error could not be counted");
  }
}
