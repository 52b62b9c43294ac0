import { expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { type KeyLimitsText, readKeyLimits } from "@/lib/keys/key-limits";
import { listKeys } from "@/lib/keys/list-keys";
import { newWorkspace } from "@/lib/keys/testing/people";

const NONE: KeyLimitsText = { budget: "", budgetPeriod: "month", requestsPerMinute: "", tokensPerMinute: "", models: [], addresses: "" };
const FREE = {
  budgetNano: null,
  budgetPeriod: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  allowedModels: [],
  allowedAddresses: [],
};

function limitsOf(text: Partial<KeyLimitsText>) {
  const read = readKeyLimits({ ...NONE, ...text });
  if ("wrong" in read) throw new Error(`wrong: ${read.wrong}`);
  return read.limits;
}

async function newKey() {
  const { workspaceId } = await newWorkspace();
  const { id } = (await createKey(SYSTEM_ACTOR, workspaceId, { name: "Laptop" })).key;
  const limit = async (text: Partial<KeyLimitsText>, expiresAt: Date | null = null) =>
    changeKey(SYSTEM_ACTOR, workspaceId, id, { limits: { ...limitsOf(text), expiresAt } });
  return { workspaceId, id, limit, limits: async () => (await listKeys(workspaceId))[0]?.limits };
}

test("limits are kept as they were written, and taken away again by empty fields", async () => {
  const { limit, limits } = await newKey();
  expect(await limits()).toEqual({ ...FREE, expiresAt: null });
  const expiresAt = new Date("2027-01-01T00:00:00Z");
  const addresses = "192.0.2.0/24, 10.1.2.3\n2001:db8::/32";
  await limit(
    { budget: "$12.50", budgetPeriod: "week", requestsPerMinute: "60", tokensPerMinute: "9000", models: ["claude-a"], addresses },
    expiresAt,
  );
  expect(await limits()).toEqual({
    budgetNano: 12_500_000_000n,
    budgetPeriod: "week",
    requestsPerMinute: 60,
    tokensPerMinute: 9_000,
    allowedModels: ["claude-a"],
    allowedAddresses: ["192.0.2.0/24", "10.1.2.3", "2001:db8::/32"],
    expiresAt,
  });
  await limit({});
  expect(await limits()).toEqual({ ...FREE, expiresAt: null });
});

test("a stranger's key is not found, and keeps its limits", async () => {
  const [mine, theirs] = [await newKey(), await newKey()];
  await expect(changeKey(SYSTEM_ACTOR, mine.workspaceId, theirs.id, { limits: limitsOf({ budget: "1" }) })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await theirs.limits()).toEqual({ ...FREE, expiresAt: null });
});
