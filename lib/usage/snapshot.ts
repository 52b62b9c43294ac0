import "server-only";
import type { PoolClient } from "pg";
import { databaseAway, postgres } from "@/lib/platform/postgres";
import { isStatementEnded } from "@/lib/platform/postgres-connection";
import { readerSignal } from "@/lib/platform/reader";

export type UsageSnapshot = { client: PoolClient };

/**
 * Roll-up, watermark and raw rows as they stood at one instant: the only way to add them up without a gap or an overlap.
 * Given up when its reader leaves. Throws `upstream_unavailable` when it takes longer than a page may.
 */
export async function inUsageSnapshot<Result>(read: (snapshot: UsageSnapshot) => Promise<Result>): Promise<Result> {
  const client = await postgres().connect();
  const stopWatching = cancelWith(client, readerSignal());
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const result = await read({ client });
    await client.query("COMMIT");
    await stopWatching();
    client.release();
    return result;
  } catch (error) {
    await stopWatching();
    // The connection may be in the middle of anything: it is closed rather than used again.
    client.release(true);
    throw isStatementEnded(error) ? databaseAway(error) : error;
  }
}

/** Cancels what the connection is at work on once the signal says so. To be ended before the connection is anybody else's. */
function cancelWith(client: PoolClient, signal: AbortSignal | undefined): () => Promise<void> {
  let cancelling: Promise<unknown> = Promise.resolve();
  const { processID } = client as unknown as { processID: number };
  const cancel = () => {
    // What cannot be cancelled ends by its own limit.
    cancelling = postgres()
      .query("SELECT pg_cancel_backend($1)", [processID])
      .catch(() => undefined);
  };
  if (signal?.aborted) cancel();
  else signal?.addEventListener("abort", cancel, { once: true });
  return async () => {
    signal?.removeEventListener("abort", cancel);
    await cancelling;
  };
}
