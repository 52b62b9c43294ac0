import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { killedAfter } from "@/lib/ledger/testing/ledger-process";
import { expectBooksBalance, lapseLease, newSpoolFolder, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";

const databaseUrl = process.env.DATABASE_URL as string;

test("a process killed at any moment: every call that was confirmed as charged is charged once, and no hold stays", async () => {
  const wallets = await Promise.all([1, 2, 3, 4].map(() => walletWith({ availableNano: 1_000_000_000n })));
  for (const lines of [1, 137, 300]) {
    const instance = newId();
    const options = { databaseUrl, spoolFolder: await newSpoolFolder(), instance, atOnce: 32, wallets };
    const acknowledged = await killedAfter(lines, options, (child) => child.kill("SIGKILL"));
    expect(acknowledged.length).toBeGreaterThanOrEqual(lines);
    await lapseLease(instance);
    await endBackends();
    await sweepHolds();
    const { rows } = await postgres().query("SELECT count(*)::integer AS found FROM usage_event WHERE id = ANY ($1) AND charge_nano = 7", [
      acknowledged,
    ]);
    expect(rows).toEqual([{ found: acknowledged.length }]);
    const holds = await postgres().query("SELECT FROM hold");
    expect(holds.rowCount).toBe(0);
    for (const workspaceId of wallets) await expectBooksBalance(workspaceId);
  }
});

/** Backends of the dead process may still run its last statements. */
async function endBackends(): Promise<void> {
  await postgres().query(
    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'relais-%'",
  );
}
