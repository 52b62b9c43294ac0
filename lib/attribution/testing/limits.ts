import { newId } from "@/lib/basics/ids";
import { storeAccount } from "@/lib/batches/testing/batch-relay";
import { postgres } from "@/lib/platform/postgres";
import type { NamedAccount } from "@/lib/relay/testing/named-relay";
import { control } from "@/lib/upstreams/testing/claude-stand-in";

/** An account that the worker can open too. */
export async function storedAccount(): Promise<NamedAccount> {
  const name = newId();
  return { id: await storeAccount(name), secret: `sk-${name}` };
}

type Limit = { type?: "ban" | "restriction"; reason?: string; action?: "verify"; expiresAt?: string };

export function enforce(profileId: string, limit: Limit = {}): Promise<unknown> {
  return control("POST", `user-profiles/${profileId}/enforce`, limit);
}

export function lift(profileId: string): Promise<unknown> {
  return control("POST", `user-profiles/${profileId}/resolve`, {});
}

export type StoredLimit = { type: string; reason: string; resolved_at: Date | null };

export async function limitsOf(workspaceId: string): Promise<StoredLimit[]> {
  const { rows } = await postgres().query<StoredLimit>(
    "SELECT type, reason, resolved_at FROM enforcement_action WHERE workspace_id = $1 ORDER BY opened_at",
    [workspaceId],
  );
  return rows;
}

/** The jobs that wait, by name. */
export async function jobsOf<Payload>(name: string): Promise<Payload[]> {
  const { rows } = await postgres().query<{ payload: Payload }>(
    `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = $1
     ORDER BY j.id`,
    [name],
  );
  return rows.map(({ payload }) => payload);
}
