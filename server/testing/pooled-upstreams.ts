import { newId } from "@/lib/ids";
import { type PoolOptions, UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";
import { ask, type Got } from "@/server/testing/ask";
import { type ScriptedUpstream, startScriptedUpstream } from "@/server/testing/scripted-upstream";
import { type Customer, startPooledRelay, type TestRelay } from "@/server/testing/test-relay";

export type PooledUpstreams = {
  relay: TestRelay;
  pool: UpstreamPool;
  upstreams: ScriptedUpstream[];
  /** A session whose home is the upstream of this index. Every account is fresh after it, and there is much to spend on repeats. */
  sessionAt(index: number, customer: Customer, modelId: string): string;
  close(): Promise<void>;
};

type MakeAccount = (name: string, baseUrl: string) => PooledAccount;

export const claudeAccount: MakeAccount = (name, baseUrl) => ({
  id: name,
  weight: 1,
  isDraining: false,
  account: { kind: "claude-api", name, secret: `sk-${name}`, baseUrl, connectTimeoutMs: 2_000 },
});

/** A relay over several accounts, each with an upstream of its own. */
export async function startPooledUpstreams(
  names: string[],
  { makeAccount = claudeAccount, ...options }: PoolOptions & { makeAccount?: MakeAccount } = {},
): Promise<PooledUpstreams> {
  const upstreams = await Promise.all(names.map(() => startScriptedUpstream()));
  const accounts = () => names.map((name, index) => makeAccount(name, upstreams[index]?.url ?? ""));
  const pool = new UpstreamPool(accounts(), options);
  const relay = await startPooledRelay(pool);
  return {
    relay,
    pool,
    upstreams,
    sessionAt(index, { workspaceId }, modelId) {
      pool.replace([]);
      pool.replace(accounts());
      for (let calls = 0; calls < 50; calls += 1) pool.retries.earn();
      for (;;) {
        const session = newId();
        const home = pool.inOrder(modelId, () => `${workspaceId} ${modelId} ${session}`)[0];
        if (home?.name === names[index]) return session;
      }
    },
    async close() {
      await relay.close();
      await Promise.all(upstreams.map((each) => each.close()));
    },
  };
}

export function askIn(session: string, url: string, secret: string, body: object): Promise<Got> {
  return ask(url, { secret, body, headers: { "x-session-id": session } });
}
