import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";

/** A workspace with its owner but no wallet, for modules without money. */
export async function newWorkspace(email = `${newId()}@example.test`): Promise<{ workspaceId: string; userId: string; email: string }> {
  const [workspaceId, userId] = [newId(), newId()];
  await postgres().query(`INSERT INTO "user" (id, email) VALUES ($1, $2)`, [userId, email]);
  await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  await postgres().query("INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, 'owner')", [workspaceId, userId]);
  return { workspaceId, userId, email };
}
