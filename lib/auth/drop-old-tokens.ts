import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Drops mailed tokens that expired a week ago: until then a used link can still say that it was used. Returns their number. */
export async function dropOldMailTokens(): Promise<number> {
  const { rowCount } = await postgres().query("DELETE FROM mail_token WHERE expires_at < now() - interval '7 days'");
  return rowCount ?? 0;
}
