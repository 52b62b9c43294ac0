import "server-only";
import path from "node:path";
import { createRelay, type Relay } from "@/lib/api/handle-request";
import { systemClock } from "@/lib/basics/clock";
import { writeLastUsed } from "@/lib/keys/last-used";
import { startLedger } from "@/lib/ledger/ledger";
import { env } from "@/lib/platform/env";
import { stopListening } from "@/lib/platform/listen-connection";
import { closePriceBook, priceBook } from "@/lib/pricing/price-book";
import { openGate } from "@/lib/rates/open-gate";
import { RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { sharedItems } from "@/lib/relay/repeats/shared-items";
import { InFlight } from "@/lib/relay/services/in-flight";
import { OpenStreams } from "@/lib/relay/services/open-streams";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { UserProfiles } from "@/lib/upstreams/profiles/user-profiles";
import { openStoredPool } from "@/lib/upstreams/stored/stored-accounts";

const shared = globalThis as { relaisRelay?: Promise<Relay> };

/**
 * The one relay of this process. Its first user starts it: the front door, or a route file if there is no front door.
 * `instance` stays the same after a restart, and no other process of this host has it.
 */
export function startRelay(instance: string): Promise<Relay> {
  shared.relaisRelay ??= assemble(instance).catch((error) => {
    // The next request tries again: Postgres may have been away only for a moment.
    shared.relaisRelay = undefined;
    throw error;
  });
  return shared.relaisRelay;
}

async function assemble(instance: string): Promise<Relay> {
  const prices = await priceBook();
  const ledger = await startLedger({
    databaseUrl: env.DATABASE_URL,
    spoolFolder: path.join(env.RELAIS_DATA_DIR, "spool"),
    instance,
  });
  const { pool, close: closePool } = await openStoredPool(instance);
  const profiles = env.UPSTREAM_USER_PROFILES === "on" ? new UserProfiles() : null;
  const relay = createRelay({
    gate: await openGate(),
    ledger,
    prices,
    pool,
    profiles,
    links: env.UPSTREAM_LINKS === "read" ? new LinkReader() : null,
    clock: systemClock,
    inFlight: new InFlight(),
    openStreams: new OpenStreams(),
    recentAnswers: new RecentAnswers(),
    recentItems: sharedItems(),
  });
  return {
    handle: relay.handle,
    async close() {
      await relay.close();
      profiles?.close();
      await closePool();
      await closePriceBook();
      // If it fails, only the "last used" on a key's page is stale.
      await writeLastUsed().catch(() => undefined);
      await stopListening();
    },
  };
}
