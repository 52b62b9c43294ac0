import "server-only";
import { database } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { validName } from "@/lib/keys/create";

/** Gives a key another name. Throws `not_found`, also for the key of another workspace, and `invalid_request`. */
export async function renameKey(workspaceId: string, keyId: string, name: string): Promise<void> {
  const { count } = await database().apiKey.updateMany({ where: { workspaceId, id: keyId }, data: { name: validName(name) } });
  if (count === 0) throw new AppError("not_found", "There is no such key.");
}
