import type { Caller } from "@/lib/keys/authenticate-key";
import { restrictedRefusal } from "@/lib/relay/refusals/restricted-refusal";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Enforcement } from "@/lib/user-profiles/enforcement";

/**
 * Refuses a workspace that Anthropic banned or restricted, before anything is held for it. A promise only if that is not in memory.
 * Throws `workspace_restricted`, or rejects with it.
 */
export function assertServed({ profiles }: Pick<RelayServices, "profiles">, { workspaceId }: Caller, nowMs: number): Promise<void> | null {
  const limit = profiles === null ? null : profiles.limitOn(workspaceId, nowMs);
  if (limit instanceof Promise) return limit.then(refuse);
  refuse(limit);
  return null;
}

function refuse(limit: Enforcement | null): void {
  if (limit !== null) throw restrictedRefusal(limit);
}
