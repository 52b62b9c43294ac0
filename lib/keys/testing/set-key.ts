import { asOwner } from "@/lib/testing/owner";

/** Sets columns of a key, also to what a person could not set, and notifies every process as a change by a person does. */
export async function setKey(keyId: string, assignments: string): Promise<void> {
  await asOwner(
    `WITH changed AS (UPDATE api_key SET ${assignments} WHERE id = $1 RETURNING workspace_id, id)
     SELECT notify_api_keys(workspace_id, ARRAY[id]) FROM changed`,
    [keyId],
  );
}
