import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { asOwner } from "@/lib/testing/owner";
import { listAccountFailures, readAccountActivity } from "@/lib/usage/read-account-calls";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const NOW = new Date("2026-11-21T15:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

type Call = { account: string; at: Date; reason?: string; firstByteMs?: number };

async function finished({ account, at, reason, firstByteMs }: Call): Promise<string> {
  const workspaceId = newId();
  const id = await insertEvent({ workspaceId, id: idAt(at), outcome: reason ? "released" : "settled" });
  await asOwner("UPDATE usage_event SET upstream = $2, reason = $3, first_byte_ms = $4 WHERE workspace_id = $1", [
    workspaceId,
    account,
    reason ?? null,
    firstByteMs ?? null,
  ]);
  return id;
}

const passedOver = (account: string, at: Date, why = "failover") =>
  asOwner("INSERT INTO usage_move VALUES ($1, $2, $3, 1, $4, $5, '529 overloaded')", [newId(), at, newId(), account, why]);

test("an account is judged by the calls of all workspaces in the last day, and by the calls that it was passed over for", async () => {
  const [mine, other] = [`mine-${newId().slice(-8)}`, `other-${newId().slice(-8)}`];
  for (const firstByteMs of [100, 200, 300, 4_000]) await finished({ account: mine, at: ago(30), firstByteMs });
  await finished({ account: mine, at: ago(23 * 60), reason: "upstream_timeout" });
  await finished({ account: mine, at: ago(10), reason: "client_left" });
  await finished({ account: mine, at: ago(25 * 60), reason: "upstream_failed" });
  await finished({ account: other, at: ago(5), firstByteMs: 7 });
  await passedOver(mine, ago(20));
  await passedOver(mine, ago(19), "cooling");
  const { since, accounts } = await readAccountActivity([mine, other, "nobody"], NOW);
  expect(since).toEqual(ago(24 * 60));
  const { course, ...figures } = accounts.get(mine) ?? { course: [] };
  expect(figures).toEqual({ calls: 6, failures: 2, medianMs: 200, slowMs: 4_000 });
  expect(course).toEqual([0, 1, ...Array(21).fill(0), 5]);
  expect(accounts.get(other)).toMatchObject({ calls: 1, failures: 0, medianMs: 7 });
  expect(accounts.get("nobody")).toMatchObject({ calls: 0, failures: 0, medianMs: null });
});

test("the last failures of an account are twenty at most, the newest first, of both kinds", async () => {
  const account = `mine-${newId().slice(-8)}`;
  for (let minute = 1; minute <= 15; minute++) await passedOver(account, ago(2 * minute));
  for (let minute = 1; minute <= 15; minute++) await finished({ account, at: ago(2 * minute + 1), reason: "upstream_cut" });
  const failures = await listAccountFailures(account, NOW);
  expect(failures).toHaveLength(20);
  expect(failures.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => ago(index + 2)));
  expect(failures.slice(0, 2)).toMatchObject([
    { label: "529 overloaded", isRetried: true },
    { label: "upstream_cut", isRetried: false },
  ]);
});
