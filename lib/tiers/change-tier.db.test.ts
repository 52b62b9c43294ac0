import { expect, test, vi } from "vitest";
import { auditRows, expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { isListening, listen } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { PROMPTLY } from "@/lib/testing/promptly";
import { changeTier, type ListedTier, listTiers } from "@/lib/tiers/change-tier";
import { formOfTier, type TierForm, tierOfForm } from "@/lib/tiers/tier-form";
import { rateLimitsOf } from "@/lib/tiers/tiers";

const actor = { userId: newId(), ip: "192.0.2.7" };

async function tierOf(id: string): Promise<ListedTier> {
  const tier = (await listTiers()).find((each) => each.id === id);
  if (!tier) throw new Error(`there is no ${id}`);
  return tier;
}

async function change({ id, ...seen }: ListedTier, typed: Partial<TierForm>): Promise<void> {
  const { tier } = tierOfForm({ ...formOfTier(seen), ...typed });
  if (!tier) throw new Error("the form is wrong");
  await changeTier(actor, id, seen, tier);
}

const audits = (id: string) => auditRows(`tier:${id}`);

test("the four tiers that ship are listed by their sums", async () => {
  expect((await listTiers()).map((tier) => [tier.id, ...Object.values(formOfTier(tier))])).toEqual([
    ["tier_1", "5", "50", "40000", "50", "100"],
    ["tier_2", "40", "1000", "80000", "250", "500"],
    ["tier_3", "200", "2000", "160000", "500", "1000"],
    ["tier_4", "400", "4000", "400000", "1000", "5000"],
  ]);
});

test("every process is notified of a changed tier, and the audit has what it was and what it is", async () => {
  let notified = 0;
  await new Promise<void>((resolve) => listen("relais_tiers", () => notified++, resolve));
  await change(await tierOf("tier_1"), { requestsPerMinute: "75", monthCap: "$120.50", tokensPerMinute: "" });
  expect(await tierOf("tier_1")).toMatchObject({ requestsPerMinute: 75, monthCapNano: 120_500_000_000n, tokensPerMinute: null });
  await vi.waitFor(() => expect(notified).toBe(1), PROMPTLY);
  await expectAuditRow({
    actorUserId: actor.userId,
    ip: actor.ip,
    action: "tier.change",
    target: "tier:tier_1",
    before: { requestsPerMinute: "50", tokensPerMinute: "40000", monthCap: "100" },
    after: { requestsPerMinute: "75", tokensPerMinute: "", monthCap: "120.5" },
  });
});

test("a tier without one of its limits can be changed again", async () => {
  await change(await tierOf("tier_4"), { tokensPerMinute: "", monthCap: "" });
  await change(await tierOf("tier_4"), { tokensPerMinute: "400000" });
  expect(await tierOf("tier_4")).toMatchObject({ tokensPerMinute: 400_000, monthCapNano: null });
});

test("a tier that is chosen for a workspace, and taken away again, reaches every process, and no process writes it otherwise", async () => {
  const workspaceId = newId();
  await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  const limits = async () => rateLimitsOf(workspaceId, Date.now());
  const earned = await limits();
  await vi.waitFor(() => expect(isListening("relais_tiers")).toBe(true));
  for (const [tier, requestsPerMinute] of [
    ["tier_4", 4000],
    ["tier_3", 2000],
    [null, earned.requestsPerMinute],
  ]) {
    await postgres().query("SELECT choose_tier($1, $2)", [workspaceId, tier]);
    // Without a notification the answer would stay for a minute.
    await vi.waitFor(async () => expect(await limits()).toMatchObject({ requestsPerMinute }));
  }
  for (const change of ["INSERT INTO workspace_tier VALUES ($1, 'tier_4')", "DELETE FROM workspace_tier WHERE workspace_id = $1"])
    await expect(postgres().query(change, [workspaceId])).rejects.toThrow("permission denied");
});

test("five admins change the same tier at once: one change is made, four get a conflict", async () => {
  const seen = await tierOf("tier_2");
  const outcomes = await Promise.allSettled(["1", "2", "3", "4", "5"].map((concurrentCalls) => change(seen, { concurrentCalls })));
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused).toHaveLength(4);
  for (const reason of refused) expect(reason).toMatchObject({ code: "conflict" });
  expect(await audits("tier_2")).toHaveLength(1);
});

test.each(["", "400"])("top-ups of '%s' are refused for a tier that had a sum of its own, and nothing is written", async (topup) => {
  const seen = await tierOf("tier_3");
  await expect(change(seen, { topup })).rejects.toMatchObject({ code: "invalid_request", param: "topup" });
  expect(await tierOf("tier_3")).toEqual(seen);
  expect(await audits("tier_3")).toEqual([]);
});

test.each<[keyof TierForm, string]>([
  ["topup", "-1"],
  ["requestsPerMinute", "0"],
  ["tokensPerMinute", "1e3"],
  ["concurrentCalls", "1.5"],
  ["monthCap", "0"],
  ["monthCap", "9000000000.01"],
  ["monthCap", "10000000000"],
  ["requestsPerMinute", "1000000001"],
])("%s of %s cannot be understood", (field, text) => {
  const form = { topup: "5", requestsPerMinute: "", tokensPerMinute: "", concurrentCalls: "", monthCap: "" };
  expect(tierOfForm({ ...form, [field]: text })).toEqual({ tier: null, wrong: [field] });
});
