import { expect, test } from "vitest";
import type { Caller } from "@/lib/keys/caller-cache";
import { assertModelAllowed, assertUsable, type LimitColumns, limitsOf } from "@/lib/keys/caller-limits";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
const FREE: LimitColumns = {
  requests_per_minute: null,
  tokens_per_minute: null,
  has_budget: false,
  allowed_models: [],
  allowed_addresses: [],
  expires_at: null,
};

function callerWith(limits: Partial<LimitColumns>): Caller {
  const names = { keyId: "key", workspaceId: "workspace", keyName: "Test", prefix: "sk-relais-", lastFour: "0000" };
  return { ...names, limits: limitsOf({ ...FREE, ...limits }) };
}

function codeOf(check: () => void): string {
  try {
    check();
    return "passed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("a key without any limit has none to check", () => {
  expect(limitsOf(FREE)).toBeNull();
  expect(codeOf(() => assertUsable(callerWith({}), "unknown", NOW_MS))).toBe("passed");
  expect(codeOf(() => assertModelAllowed(callerWith({}), "claude-a"))).toBe("passed");
});

test.each<[Partial<LimitColumns>, object]>([
  [{ requests_per_minute: 7 }, { requestsPerMinute: 7 }],
  [{ tokens_per_minute: 8 }, { tokensPerMinute: 8 }],
  [{ has_budget: true }, { hasBudget: true }],
  [{ allowed_models: ["claude-a"] }, { allowedModels: ["claude-a"] }],
  [{ allowed_addresses: ["192.0.2.0/24"] }, { allowedAddresses: expect.anything() }],
  [{ expires_at: new Date(NOW_MS) }, { expiresAtMs: NOW_MS }],
])("one limit alone is a limit: %j", (columns, limits) => {
  expect(limitsOf({ ...FREE, ...columns })).toMatchObject(limits);
});

test("a key works until its expiry, and not from that instant on", () => {
  const caller = callerWith({ expires_at: new Date(NOW_MS) });
  const at = (nowMs: number) => codeOf(() => assertUsable(caller, "192.0.2.1", nowMs));
  expect([at(NOW_MS - 1), at(NOW_MS), at(NOW_MS + 1)]).toEqual(["passed", "unauthenticated", "unauthenticated"]);
});

test("a key works from its addresses only, and from none if its list cannot be read", () => {
  const from = (address: string, allowed: string[]) =>
    codeOf(() => assertUsable(callerWith({ allowed_addresses: allowed }), address, NOW_MS));
  expect([from("192.0.2.9", ["192.0.2.0/24"]), from("198.51.100.1", ["192.0.2.0/24"])]).toEqual(["passed", "forbidden"]);
  expect([from("unknown", ["192.0.2.0/24"]), from("192.0.2.9", ["somewhere"])]).toEqual(["forbidden", "forbidden"]);
});

test("a key calls the models on its list only", () => {
  const caller = callerWith({ allowed_models: ["claude-a", "claude-b"] });
  expect(["claude-a", "claude-b", "claude-c"].map((id) => codeOf(() => assertModelAllowed(caller, id)))).toEqual([
    "passed",
    "passed",
    "forbidden",
  ]);
});
