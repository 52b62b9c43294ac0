import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Deletes keys after a day. The worker runs it; safe to run twice. Returns how many were deleted. */
export async function forgetOldKeys(): Promise<number> {
  const { rows } = await postgres().query<{ deleted: number }>("SELECT forget_idempotent_calls()::integer AS deleted");
  return rows[0]?.deleted ?? 0;
}
