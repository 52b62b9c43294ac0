import "server-only";
import type { PoolClient } from "pg";
import { postgres } from "@/lib/postgres";

export type UsageSnapshot = {
  client: PoolClient /** Events of transactions from this one on are not in the roll-up. */;
  rolledBefore: string;
};

/** Roll-up, watermark and raw rows as they stood at one instant: the only way to add them up without a gap or an overlap. */
export async function inUsageSnapshot<Result>(read: (snapshot: UsageSnapshot) => Promise<Result>): Promise<Result> {
  const client = await postgres().connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ rolled_before: string }>("SELECT rolled_before::text FROM usage_watermark");
    const result = await read({ client, rolledBefore: rows[0]?.rolled_before ?? "0" });
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // The connection may be in the middle of anything: it is closed rather than used again.
    client.release(true);
    throw error;
  }
}
