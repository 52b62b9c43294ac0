import "server-only";
import type { Caller } from "@/lib/keys/caller-cache";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";

const WRITE_EVERY_MS = 60_000;
// The owner of a new key is waiting to see its first call.
const FIRST_USE_WRITE_MS = 1_000;

const usedAtMs = new Map<string, { workspaceId: string; atMs: number }>();
let timer: NodeJS.Timeout | undefined;
let dueAtMs = Number.POSITIVE_INFINITY;

/** Remembers that a key was used now. All keys are written to Postgres together, once a minute. */
export function noteUse(caller: Caller): void {
  const known = usedAtMs.get(caller.keyId);
  if (known) known.atMs = Date.now();
  else usedAtMs.set(caller.keyId, { workspaceId: caller.workspaceId, atMs: Date.now() });
  if (timer === undefined) writeWithin(WRITE_EVERY_MS);
}

/** Call it for a key whose first use Postgres does not have yet: it is written within a second. */
export function noteFirstUse(): void {
  writeWithin(FIRST_USE_WRITE_MS);
}

/** Writes what is remembered. A stopping process calls it once more. */
export async function writeLastUsed(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  dueAtMs = Number.POSITIVE_INFINITY;
  const used = [...usedAtMs.entries()];
  usedAtMs.clear();
  if (used.length === 0) return;
  // Rows that another process is writing now are skipped: it writes the same minute.
  await postgres().query(
    `WITH used AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS u (workspace_id, id, at_ms)),
          free AS (SELECT k.workspace_id, k.id FROM api_key k JOIN used USING (workspace_id, id) ORDER BY k.workspace_id, k.id FOR UPDATE OF k SKIP LOCKED)
     UPDATE api_key k SET last_used_at = greatest(k.last_used_at, to_timestamp(used.at_ms / 1000))
     FROM free JOIN used USING (workspace_id, id) WHERE k.workspace_id = free.workspace_id AND k.id = free.id`,
    [used.map(([, use]) => use.workspaceId), used.map(([keyId]) => keyId), used.map(([, use]) => use.atMs)],
  );
}

function writeWithin(delayMs: number): void {
  const atMs = Date.now() + delayMs;
  if (atMs >= dueAtMs) return;
  clearTimeout(timer);
  dueAtMs = atMs;
  timer = setTimeout(() => {
    // If it is lost, "last used" is stale for some minutes; no call is affected.
    writeLastUsed().catch((error) =>
      log.warn({ event: "keys.last_use_unwritten", err: error }, "the last use of keys could not be written"),
    );
  }, delayMs);
  timer.unref();
}
