import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** How long the upstream stores results after the submission. */
const KEPT_FOR = "29 days";

/** Marks batches whose results are gone, and deletes the names of their requests. The worker runs it once a day. Returns how many. */
export async function archiveBatches(now = new Date()): Promise<number> {
  const { rows } = await postgres().query<{ archived: number }>(
    `WITH archived AS (
       UPDATE message_batch SET archived_at = $1, key_hash = NULL
       WHERE state IN ('ended', 'lost') AND archived_at IS NULL AND created_at < $1::timestamptz - interval '${KEPT_FOR}'
       RETURNING workspace_id, id
     ), forgotten AS (
       DELETE FROM message_batch_request r USING archived a WHERE r.workspace_id = a.workspace_id AND r.batch_id = a.id
     )
     SELECT count(*)::integer AS archived FROM archived`,
    [now],
  );
  return rows[0]?.archived ?? 0;
}
