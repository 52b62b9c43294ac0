import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Forgets keys after a day. For the worker; safe to run twice. Answers how many there were. */
export async function forgetOldKeys(): Promise<number> {
  const { rowCount } = await postgres().query("DELETE FROM idempotent_call WHERE created_at < now() - interval '1 day'");
  return rowCount ?? 0;
}
