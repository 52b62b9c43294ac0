import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Money of customers that the operator holds for them. */
export type Float = { wallets: number; availableNano: bigint; heldNano: bigint };

/** The sum of all balances, from one read of the wallets. */
export async function readFloat(): Promise<Float> {
  const { rows } = await postgres().query<Float>(
    `SELECT count(*)::integer AS wallets, coalesce(sum(available_nano), 0)::bigint AS "availableNano",
       coalesce(sum(held_nano), 0)::bigint AS "heldNano"
     FROM wallet`,
  );
  return rows[0] ?? { wallets: 0, availableNano: 0n, heldNano: 0n };
}
