import { afterAll } from "vitest";
import { type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";

/** One relay with one scripted upstream for all tests of a file, which closes them at its end. */
export async function startRelayFixture(): Promise<{ relay: TestRelay; upstream: ScriptedUpstream }> {
  const upstream = await startScriptedUpstream();
  const relay = await startTestRelay(upstream.url);
  afterAll(async () => {
    await relay.close();
    await upstream.close();
  });
  return { relay, upstream };
}
