import type { JobHelpers } from "graphile-worker";

const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * The queue's clock ticks once a minute. At each tick this enqueues a more frequent round for the rest of the minute, under one key for
 * each moment, so that two workers do not double it.
 */
export async function repeatWithinMinute(task: string, payload: unknown, helpers: JobHelpers): Promise<void> {
  const tickAt = tickOf(payload);
  if (!tickAt) return;
  for (let afterMs = EVERY_MS; afterMs < MINUTE_MS; afterMs += EVERY_MS) {
    const runAt = new Date(tickAt.getTime() + afterMs);
    await helpers.addJob(task, {}, { runAt, jobKey: `round:${task}:${afterMs}`, maxAttempts: 1 });
  }
}

/** When the clock made this job; null for a job that was enqueued here. */
function tickOf(payload: unknown): Date | null {
  const { _cron } = (payload ?? {}) as { _cron?: { ts?: string } };
  return _cron?.ts ? new Date(_cron.ts) : null;
}
