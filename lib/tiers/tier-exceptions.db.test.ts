import { expect, test } from "vitest";
import { auditRows, expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { countTiers } from "@/lib/tiers/count-tiers";
import { chooseTier, listTierExceptions } from "@/lib/tiers/tier-exceptions";

const actor = { userId: newId(), ip: "192.0.2.7" };
const exceptionOf = async (workspaceId: string) => (await listTierExceptions()).find((each) => each.workspaceId === workspaceId);

test("an exception is chosen, listed, taken back and audited", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await chooseTier(actor, ` ${workspaceId.toUpperCase()} `, "tier_4");
  await expectAuditRow({ action: "tier.choose", target: `workspace:${workspaceId}`, actorUserId: actor.userId, ip: actor.ip, workspaceId });
  expect(await exceptionOf(workspaceId)).toMatchObject({ tierId: "tier_4", owner: null });
  await chooseTier(actor, workspaceId, null);
  expect(await exceptionOf(workspaceId)).toBeUndefined();
  const audits = await auditRows(`workspace:${workspaceId}`);
  expect(audits.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
    { action: "tier.choose", before: { tier: null }, after: { tier: "tier_4" } },
    { action: "tier.choose", before: { tier: "tier_4" }, after: { tier: null } },
  ]);
});

test("an exception is found by the owner's address, and by no other text", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const [userId, email] = [newId(), `owner-${workspaceId.slice(-8)}@people.example`];
  await postgres().query(`INSERT INTO "user" (id, email) VALUES ($1, $2)`, [userId, email]);
  await postgres().query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [userId, workspaceId]);
  await chooseTier(actor, email.toUpperCase(), "tier_2");
  expect(await exceptionOf(workspaceId)).toMatchObject({ tierId: "tier_2", owner: email });
  for (const who of ["", "nobody@people.example", newId(), "%"])
    await expect(chooseTier(actor, who, "tier_2")).rejects.toMatchObject({ code: "not_found", param: "who" });
  await expect(chooseTier(actor, email, "tier_9")).rejects.toMatchObject({ code: "not_found", param: "tier" });
  expect(await exceptionOf(workspaceId)).toMatchObject({ tierId: "tier_2" });
});

test("workspaces are counted by the tier that the limits of their calls come from", async () => {
  for (const dollars of ["1", "5", "39.999999999", "40", "399", "400", "100000"])
    await walletWith({ availableNano: nanoFromDollars(dollars) ?? 0n });
  await chooseTier(actor, await walletWith({ availableNano: 0n }), "tier_3");
  const { rows } = await postgres().query<{ id: string; count: number }>(
    "SELECT (usage_tier_of(id)).id, count(*)::integer AS count FROM workspace GROUP BY 1",
  );
  expect(await countTiers()).toEqual(new Map(rows.map(({ id, count }) => [id, count])));
  expect(rows.length).toBeGreaterThan(1);
});
