import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRelay, type Relay } from "@/lib/api/handle-request";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { systemClock } from "@/lib/basics/clock";
import { createKey } from "@/lib/keys/create-key";
import { startLedger } from "@/lib/ledger/ledger";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { priceBook } from "@/lib/pricing/price-book";
import { Gate } from "@/lib/rates/admission";
import { RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { RecentItems } from "@/lib/relay/repeats/recent-items";
import { InFlight } from "@/lib/relay/services/in-flight";
import { OpenStreams } from "@/lib/relay/services/open-streams";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { UserProfiles } from "@/lib/upstreams/profiles/user-profiles";
import { serveRelay } from "@/server/testing/relay-server";

/** Replaces the operator's upstream key. It must never be the caller's key. */
export const UPSTREAM_SECRET = "sk-upstream-of-the-operator";

export type TestRelay = { url: string; relay: Relay; openStreams: OpenStreams; reloadPrices(): Promise<void>; close(): Promise<void> };

/** A relay over a real ledger and a real socket with one upstream. An address alone means the Claude API. */
export function startTestRelay(upstream: string | UpstreamAccount, links?: LinkReader | null): Promise<TestRelay> {
  const claude = { kind: "claude-api" as const, name: "claude-api", secret: UPSTREAM_SECRET };
  const account = typeof upstream === "string" ? { ...claude, baseUrl: upstream } : upstream;
  return startPooledRelay(new UpstreamPool([{ id: "only", weight: 1, isDraining: false, account }]), links);
}

/** The same over a pool. Closing the relay closes the pool. */
export async function startPooledRelay(
  pool: UpstreamPool,
  links: LinkReader | null = new LinkReader(),
  profiles: UserProfiles | null = null,
): Promise<TestRelay> {
  const spoolFolder = await mkdtemp(path.join(tmpdir(), "relais-spool-"));
  const ledger = await startLedger({ databaseUrl: process.env.DATABASE_URL as string, spoolFolder, instance: "test" });
  const openStreams = new OpenStreams();
  const prices = await priceBook();
  const relay = createRelay({
    ledger,
    prices,
    pool,
    links,
    profiles,
    gate: new Gate(),
    clock: systemClock,
    inFlight: new InFlight(),
    openStreams,
    recentAnswers: new RecentAnswers(),
    recentItems: new RecentItems(),
  });
  const server = await serveRelay(relay);
  return {
    url: server.url,
    relay,
    openStreams,
    reloadPrices: () => prices.reload(),
    async close() {
      await server.close();
      await relay.close();
      profiles?.close();
      await pool.close();
    },
  };
}

export type Customer = { workspaceId: string; keyId: string; secret: string };

export async function newCustomer(availableNano = 5_000_000_000n): Promise<Customer> {
  const workspaceId = await walletWith({ availableNano });
  const made = await createKey(SYSTEM_ACTOR, workspaceId, { name: "Test" });
  if (made.kind !== "created") throw new Error("the key was there already");
  return { workspaceId, keyId: made.key.id, secret: made.secret };
}

export type EventRow = {
  id: string;
  outcome: string;
  reason: string | null;
  http_status: number;
  input_tokens: number;
  output_tokens: number;
  is_estimated: boolean;
  charge_nano: bigint;
  hold_nano: bigint;
  upstream: string | null;
  upstream_request_id: string | null;
};

/** The usage events of a workspace's calls, oldest first. */
export async function eventsOf({ workspaceId }: Customer): Promise<EventRow[]> {
  const { rows } = await postgres().query<EventRow>("SELECT * FROM usage_event WHERE workspace_id = $1 ORDER BY created_at, id", [
    workspaceId,
  ]);
  return rows;
}
