import "@/lib/rates/testing/rates-off-environment";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { rateLimitsOf } from "@/lib/tiers/tiers";

test("with tiers off a workspace has no rates, and nothing is read", () => {
  expect(rateLimitsOf(newId(), 0)).toEqual({ requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null });
});
