import type { Actor } from "@/lib/audit/actor";
import { AppError } from "@/lib/basics/errors";
import { authenticateManager } from "@/lib/keys/management-keys";
import { isWellFormed } from "@/lib/keys/secret";
import type { RelayRequest } from "@/lib/relay/call/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

/** The workspace of the request's management key. Throws `unauthenticated`, and `forbidden` for an ordinary key. */
export async function managerOf({ headers, remoteAddress }: RelayRequest): Promise<{ workspaceId: string; actor: Actor }> {
  const secrets = callerSecrets(headers);
  for (const secret of secrets) {
    const manager = await authenticateManager(secret);
    if (!manager) continue;
    const { workspaceId, managementKeyId } = manager;
    return { workspaceId, actor: { userId: null, managementKeyId, ip: remoteAddress } };
  }
  if (secrets.some(isWellFormed)) {
    throw new AppError(
      "forbidden",
      "An ordinary key cannot manage keys. Use a management key: the workspace's owner makes one in the portal.",
    );
  }
  throw new AppError(
    "unauthenticated",
    secrets.length === 0
      ? "Send your management key as `Authorization: Bearer sk-relais-admin-...` or as `x-api-key`."
      : "This management key is not valid: it is unknown, mistyped or revoked.",
  );
}
