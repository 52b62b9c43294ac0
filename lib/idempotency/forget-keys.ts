import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Deletes keys after a day. The worker runs it; safe to run twice. Returns how many were deleted. */
export async function forgetOldKeys(): Promise<number> {
  const { rowCount } = await postgres().query("DELETE FROM idempotent_call WHERE created_at < now() - interval '1 day'");
  return rowCount ?? 0;
}
