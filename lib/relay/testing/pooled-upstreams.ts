import { newId } from "@/lib/basics/ids";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { type PoolOptions, UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";

export type PooledUpstreams = {
  relay: TestRelay;
  pool: UpstreamPool;
  upstreams: ScriptedUpstream[];
  /** A session that prefers the upstream of this index. It also resets every account and gives the pool a large retry budget. */
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
