import { invalid } from "./errors";
import type { EnforcementOrder } from "./profiles";
import type { StandIn } from "./stand-in";

/** What a test does to profiles, below `/_stand-in/user-profiles` and `/_stand-in/webhooks`. Undefined for any other name. */
export function controlProfiles(standIn: StandIn, method: string, path: string, body: unknown): unknown {
  const { profiles, webhooks } = standIn;
  const [, id, verb] = /^\/user-profiles(?:\/([^/]+)\/(\w+))?$/.exec(path) ?? [];
  if (method === "GET" && path === "/user-profiles") return { profiles: profiles.list(null, standIn.now()) };
  if (method === "GET" && path === "/webhooks") return { ...webhooks.settings, deliveries: webhooks.deliveries };
  if (method === "POST" && path === "/webhooks") return webhooks.set((body ?? {}) as object);
  if (method !== "POST" || id === undefined) return undefined;
  if (verb === "enforce") {
    const action = profiles.enforce(id, (body ?? {}) as EnforcementOrder, standIn.now());
    void webhooks.report("user_profile.enforcement_action_opened", id, action.id);
    return action;
  }
  if (verb === "resolve") {
    const resolved = profiles.resolve(id);
    for (const action of resolved) void webhooks.report("user_profile.enforcement_action_resolved", id, action.id);
    return { resolved };
  }
  throw invalid(`a profile cannot ${verb}`);
}
