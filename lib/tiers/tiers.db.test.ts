import { afterAll, expect, test, vi } from "vitest";
import { nanoFromDollars } from "@/lib/basics/money";
import { grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { isListening, listen, stopListening } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { asOwner, ownerConnection } from "@/lib/testing/owner";
import { rateLimitsOf } from "@/lib/tiers/tiers";

const MINUTE_MS = 60_000;
const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
const TIER_1 = { requestsPerMinute: 50, tokensPerMinute: 40_000, concurrentCalls: 50 };
const TIER_2 = { requestsPerMinute: 1_000, tokensPerMinute: 80_000, concurrentCalls: 250 };
const NO_LIMITS = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null };

afterAll(stopListening);

/** A workspace that topped up so much, with its rates in this process's memory. */
async function workspaceWith(dollars: string): Promise<string> {
  const workspaceId = await walletWith({ availableNano: nanoFromDollars(dollars) ?? 0n });
  await inMemory(workspaceId);
  return workspaceId;
}

async function inMemory(workspaceId: string): Promise<void> {
  await rateLimitsOf(workspaceId, NOW_MS);
  // The first subscription, and each notification, forgets everything.
  await vi.waitFor(() => expect(isListening("relais_tiers")).toBe(true), { timeout: 5_000 });
  await rateLimitsOf(workspaceId, NOW_MS);
  expect(rateLimitsOf(workspaceId, NOW_MS)).not.toBeInstanceOf(Promise);
}

async function changeRequests(tierId: string, requestsPerMinute: number): Promise<void> {
  await postgres().query(
    `WITH changed AS (UPDATE usage_tier SET requests_per_minute = $2 WHERE id = $1 RETURNING id)
     SELECT notify_usage_tiers() FROM changed`,
    [tierId, requestsPerMinute],
  );
}

test("a workspace has the rates of the tier that its top-ups reach, from memory from then on", async () => {
  expect(rateLimitsOf(await workspaceWith("5"), NOW_MS)).toEqual(TIER_1);
  expect(rateLimitsOf(await workspaceWith("40"), NOW_MS)).toEqual(TIER_2);
});

test("a top-up into a higher tier has its rates after a minute, and no call waits for them", async () => {
  const workspaceId = await workspaceWith("5");
  await grant(topUpOf(workspaceId, nanoFromDollars("35") ?? 0n));
  expect(rateLimitsOf(workspaceId, NOW_MS + MINUTE_MS)).toEqual(TIER_1);
  await vi.waitFor(() => expect(rateLimitsOf(workspaceId, NOW_MS + MINUTE_MS + 1)).toEqual(TIER_2), { timeout: 5_000 });
});

test("fifty first calls at once ask Postgres once", async () => {
  await workspaceWith("5");
  const workspaceId = await walletWith({ availableNano: 0n });
  const query = vi.spyOn(postgres(), "query");
  await Promise.all(Array.from({ length: 50 }, () => rateLimitsOf(workspaceId, NOW_MS)));
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
});

test("an admin's change holds for the next calls", async () => {
  const workspaceId = await workspaceWith("5");
  await changeRequests("tier_1", 60);
  await vi.waitFor(async () => expect(await rateLimitsOf(workspaceId, NOW_MS)).toMatchObject({ requestsPerMinute: 60 }), {
    timeout: 5_000,
  });
  await changeRequests("tier_1", 50);
});

test("what was read before a change is not kept after it", async () => {
  await workspaceWith("40");
  const workspaceId = await walletWith({ availableNano: nanoFromDollars("40") ?? 0n });
  let isNotified = false;
  const stop = listen("relais_tiers", () => {
    isNotified = true;
  });
  const admin = await ownerConnection();
  await admin.query("BEGIN");
  await admin.query("LOCK TABLE usage_tier");
  const read = rateLimitsOf(workspaceId, NOW_MS);
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%usage_tier_of%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(1);
  await admin.query("UPDATE usage_tier SET requests_per_minute = 1002 WHERE id = 'tier_2'");
  await postgres().query("SELECT pg_notify('relais_tiers', '')");
  await vi.waitFor(() => expect(isNotified).toBe(true), { timeout: 5_000 });
  await admin.query("COMMIT");
  await admin.end();
  await read;
  expect(await rateLimitsOf(workspaceId, NOW_MS)).toMatchObject({ requestsPerMinute: 1_002 });
  stop();
  await changeRequests("tier_2", 1_000);
});

test("a change that was missed while the connection was away holds once it is back", async () => {
  const workspaceId = await workspaceWith("40");
  await asOwner("UPDATE usage_tier SET requests_per_minute = 1001 WHERE id = 'tier_2'");
  expect(rateLimitsOf(workspaceId, NOW_MS)).toMatchObject({ requestsPerMinute: 1_000 });
  let connections = 0;
  const stop = listen(
    "relais_tiers",
    () => undefined,
    () => connections++,
  );
  expect(connections).toBe(1);
  const listening = "datname = current_database() AND (query ILIKE 'LISTEN%' OR query = 'SELECT')";
  await postgres().query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${listening}`);
  // No call asks in between: it would read what holds now.
  await vi.waitFor(() => expect(connections).toBe(2), { timeout: 10_000 });
  expect(await rateLimitsOf(workspaceId, NOW_MS)).toMatchObject({ requestsPerMinute: 1_001 });
  stop();
  await changeRequests("tier_2", 1_000);
});

test("when no notifications arrive, memory is not trusted, and without Postgres the last known rates hold", async () => {
  const workspaceId = await workspaceWith("5");
  await stopListening();
  expect(rateLimitsOf(workspaceId, NOW_MS)).toBeInstanceOf(Promise);
  expect(await rateLimitsOf(workspaceId, NOW_MS)).toEqual(TIER_1);
  await asOwner("ALTER FUNCTION usage_tier_of(uuid) RENAME TO usage_tier_gone");
  expect(await rateLimitsOf(workspaceId, NOW_MS)).toEqual(TIER_1);
  expect(await rateLimitsOf(await walletWith({ availableNano: 0n }), NOW_MS)).toEqual(NO_LIMITS);
  await asOwner("ALTER FUNCTION usage_tier_gone(uuid) RENAME TO usage_tier_of");
});
