import "server-only";
import { postgres } from "@/lib/postgres";

/** Stops a wallet: every further hold is refused as "frozen", while calls in flight settle as usual. Again changes nothing. */
export async function freezeWallet(workspaceId: string): Promise<void> {
  await postgres().query("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1 AND NOT is_frozen", [workspaceId]);
}
