import { afterAll } from "vitest";
import { type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { startTestRelay, type TestRelay, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";

export type RelayFixture = { relay: TestRelay; upstream: ScriptedUpstream };

/**
 * One relay with one scripted upstream for all tests of a file, which closes them at its end. `models` are those that the account names,
 * for models that Anthropic has retired.
 */
export async function startRelayFixture({ models }: { models?: string[] } = {}): Promise<RelayFixture> {
  const upstream = await startScriptedUpstream();
  const account = { kind: "claude-api" as const, name: "claude-api", secret: UPSTREAM_SECRET, baseUrl: upstream.url };
  const relay = await startTestRelay(models ? { ...account, models } : account);
  afterAll(async () => {
    await relay.close();
    await upstream.close();
  });
  return { relay, upstream };
}
