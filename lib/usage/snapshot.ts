import "server-only";
import type { PoolClient } from "pg";
import { databaseAway, postgres } from "@/lib/platform/postgres";
import { isStatementEnded } from "@/lib/platform/postgres-connection";
import { readerSignal } from "@/lib/platform/reader";

export type UsageSnapshot = { client: PoolClient };

/**
 * Roll-up, watermark and raw rows of one instant: the only way to add them up without a gap or an overlap.
 * Cancelled if its reader leaves. Throws `upstream_unavailable` if it takes longer than a page may.
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
    // The state of the connection is unknown, so it is closed instead of being used again.
    client.release(true);
    throw isStatementEnded(error) ? databaseAway(error) : error;
  }
}

/** Cancels the connection's current query when the signal aborts. Call the returned function before releasing the connection. */
function cancelWith(client: PoolClient, signal: AbortSignal | undefined): () => Promise<void> {
  let cancelling: Promise<unknown> = Promise.resolve();
  const { processID } = client as unknown as { processID: number };
  const cancel = () => {
    // A query that cannot be cancelled ends by its own time limit.
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
