import "server-only";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { bedrockRuntime } from "@/lib/upstreams/bedrock/bedrock";
import { bedrockMantle } from "@/lib/upstreams/bedrock/mantle";
import { claudeApi } from "@/lib/upstreams/claude-api";
import type { Upstream } from "@/lib/upstreams/upstream";
import { vertex } from "@/lib/upstreams/vertex/vertex";

/** The upstream for one account. It opens no connection, and requests no token, before the first call. */
export function createUpstream(account: UpstreamAccount): Upstream {
  switch (account.kind) {
    case "claude-api":
      return claudeApi({ ...account, baseUrl: account.baseUrl ?? "https://api.anthropic.com" });
    case "bedrock":
      return account.route.endpoint === "mantle" ? bedrockMantle(account) : bedrockRuntime({ ...account, route: account.route });
    case "vertex":
      return vertex(account);
  }
}
