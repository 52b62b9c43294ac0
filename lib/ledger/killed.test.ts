import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { sweep } from "@/lib/ledger/sweep";
import { postgres } from "@/lib/postgres";
import { expectBooksBalance, lapseLease, newSpoolFolder, walletWith } from "@/lib/testing/ledger";

test("a process killed at any moment: every call that it was told is charged is charged once, and no hold stays", async () => {
  const wallets = await Promise.all([1, 2, 3, 4].map(() => walletWith({ availableNano: 1_000_000_000n })));
  for (const lines of [1, 137, 300]) {
    const instance = newId();
    const acknowledged = await killedAfter(lines, instance, wallets);
    await lapseLease(instance);
    await endBackends();
    await sweep();
    const { rows } = await postgres().query("SELECT count(*)::integer AS found FROM usage_event WHERE id = ANY ($1) AND charge_nano = 7", [
      acknowledged,
    ]);
    expect(rows).toEqual([{ found: acknowledged.length }]);
    const holds = await postgres().query("SELECT FROM hold");
    expect(holds.rowCount).toBe(0);
    for (const workspaceId of wallets) await expectBooksBalance(workspaceId);
  }
});

/** The ids that the process printed before the kill reached it. */
async function killedAfter(lines: number, instance: string, wallets: string[]): Promise<string[]> {
  const parameters = [process.env.DATABASE_URL as string, await newSpoolFolder(), instance, ...wallets];
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=react-server", "lib/testing/ledger-child.ts", ...parameters], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ids: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === newId().length) ids.push(line);
    if (ids.length === lines) child.kill("SIGKILL");
  }
  expect(ids.length).toBeGreaterThanOrEqual(lines);
  return ids;
}

/** Backends of the dead process may be at work on what it sent last. */
async function endBackends(): Promise<void> {
  await postgres().query(
    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'relais-%'",
  );
}
