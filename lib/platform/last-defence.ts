import "server-only";
import { log } from "@/lib/platform/log";

/** This many within a minute are no accident: the process should not go on serving. */
const TOO_MANY = 20;
const WITHIN_MS = 60_000;

export type LastDefence = {
  /** Shuts the process down in order when uncaught errors come too often. */
  giveUp: () => void;
};

let recent: number[] = [];

/**
 * Logs and counts errors that no other code caught, and keeps the process serving: the ledger ends half-done calls, and every job may run
 * twice (docs/decisions/0025). Call it once everything is up: before that, an error ends the start.
 */
export function holdLastDefence({ giveUp }: LastDefence): void {
  const logAs = (kind: "exception" | "rejection") => (error: unknown) => {
    log.error({ event: "process.uncaught_error", err: error, kind }, "an error that nobody caught");
    void count(kind);
    if (isTooOften(performance.now())) giveUp();
  };
  process.on("uncaughtException", logAs("exception"));
  process.on("unhandledRejection", logAs("rejection"));
  // A closed terminal, or a reader of the log that has ended, is no reason to end.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}

function isTooOften(nowMs: number): boolean {
  recent = [...recent.filter((atMs) => atMs > nowMs - WITHIN_MS), nowMs];
  if (recent.length < TOO_MANY) return false;
  recent = [];
  return true;
}

// The metrics library is loaded only for the first error: most processes never have one.
async function count(kind: string): Promise<void> {
  try {
    const { uncaughtErrors } = await import("@/lib/platform/metrics");
    uncaughtErrors().inc({ kind });
  } catch (error) {
    log.warn({ event: "process.error_uncounted", err: error }, "an error could not be counted");
  }
}
