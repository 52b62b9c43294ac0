import { expect, test } from "vitest";
import { drawn } from "@/components/ui/testing/drawn";
import { LimitedTable } from "@/components/upstreams/limited-table";

const LIMIT = {
  workspaceId: "0190",
  workspaceName: "Ada's lab",
  accountId: "a1",
  actionId: "enac_1234567890",
  type: "restriction" as const,
  reason: "high_harm" as const,
  isVerifiable: false,
  openedAt: new Date("2026-11-01T10:00:00Z"),
  expiresAt: new Date("2026-12-01T10:00:00Z"),
};

test("the admin sees whom Anthropic limits, where, why and until when", () => {
  const names = new Map([["a1", "first-party"]]);
  const limits = [
    LIMIT,
    { ...LIMIT, actionId: "enac_2", type: "ban" as const, expiresAt: null, accountId: "environment", workspaceName: null },
  ];
  const text = drawn(<LimitedTable limits={limits} accountNames={names} now={new Date("2026-11-30T10:00:00Z")} />);
  for (const part of [
    "lab",
    "Restriction",
    "Use that may do great harm",
    "first-party",
    "Dec 1, 2026",
    "Ban",
    "Anthropic lifts it",
    "ANTHROPIC_API_KEY",
    "0190",
  ])
    expect(text).toContain(part);
});
