import { afterAll, beforeAll, expect, test } from "vitest";
import { batchedRequest, heldFor, startBatchRelay } from "@/lib/batches/testing/batch-relay";
import { ask } from "@/lib/relay/testing/ask";
import { newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen } from "@/lib/upstreams/testing/claude-stand-in";

let relay: TestRelay;
beforeAll(async () => {
  relay = await startBatchRelay();
});
afterAll(() => relay.close());

test.each([
  ["no list", { requests: {} }, 400, "requests: "],
  ["an empty one", { requests: [] }, 400, "requests: "],
  ["a field more", { requests: [batchedRequest("a")], metadata: {} }, 400, "metadata: "],
  ["a name with a blank", { requests: [batchedRequest("a b")] }, 400, "requests.0.custom_id: "],
  ["a name that is too long", { requests: [batchedRequest("x".repeat(65))] }, 400, "requests.0.custom_id: "],
  ["a name twice", { requests: [batchedRequest("a"), batchedRequest("a")] }, 400, "requests.1.custom_id: "],
  ["a stream", { requests: [batchedRequest("a"), batchedRequest("b", "x", { stream: true })] }, 400, "requests.1.params.stream: "],
  ["a warmed cache", { requests: [batchedRequest("a", "x", { max_tokens: 0 })] }, 400, "requests.0.params.max_tokens: "],
  ["fast mode", { requests: [batchedRequest("a", "x", { model: "claude-opus-5-5", speed: "fast" })] }, 400, "requests.0.params.speed: "],
  [
    "a bill to somebody else",
    { requests: [batchedRequest("a", "x", { billing_policy: { bill_to: "user_profile" } })] },
    400,
    "requests.0.params.billing_policy: Extra inputs are not permitted",
  ],
  [
    "another customer's name",
    { requests: [batchedRequest("a", "x", { user_profile_id: "uprof_01" })] },
    400,
    "requests.0.params.user_profile_id: Extra inputs are not permitted",
  ],
  [
    "no max_tokens",
    { requests: [{ custom_id: "a", params: { model: "claude-sonnet-4-6", messages: [] } }] },
    400,
    "requests.0.params.max_tokens: ",
  ],
  [
    "an unknown model",
    { requests: [batchedRequest("a"), batchedRequest("b", "x", { model: "gpt-5" })] },
    404,
    "requests.1.params: There is no model gpt-5",
  ],
  [
    "too many requests",
    { requests: Array.from({ length: 10_001 }, (_, n) => batchedRequest(`n${n}`)) },
    400,
    "requests: a batch has at most 10,000",
  ],
])("refused before anything is held or sent: %s", async (_, body, status, message) => {
  const own = await newCustomer();
  const before = (await callsSeen()).length;
  const got = await ask(`${relay.url}/api/v1/messages/batches`, { secret: own.secret, body });
  expect([got.status, (got.json.error as { message: string }).message]).toEqual([status, expect.stringContaining(message)]);
  expect(await heldFor(own.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  expect((await callsSeen()).length).toBe(before);
});

test("a caller who may not call is refused before the batch is read", async () => {
  const poor = await newCustomer(0n);
  const body = "not read";
  expect((await ask(`${relay.url}/api/v1/messages/batches`, { secret: "sk-relais-x", body })).status).toBe(401);
  expect((await ask(`${relay.url}/api/v1/messages/batches`, { secret: poor.secret, body })).status).toBe(402);
});
