import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let server: ClaudeStandIn;
let client: Anthropic;
beforeAll(async () => {
  server = await startClaudeStandIn({ port: 0, settings: { batchMs: null } });
  client = new Anthropic({ apiKey: "sk-batches", baseURL: server.url, maxRetries: 0 });
});
afterAll(() => server.stop());

const asked = (custom_id: string, more: object = {}) => ({
  custom_id,
  params: { model: "claude-sonnet-4-6", max_tokens: 20, messages: [{ role: "user" as const, content: "Hello" }], ...more },
});
const control = (path: string, body: object) => fetch(`${server.url}/_stand-in/${path}`, { method: "POST", body: JSON.stringify(body) });

test("a batch runs, and an error in a request shows at its end", async () => {
  const { batches } = client.messages;
  const requests = [asked("good"), asked("bad", { max_tokens: -1 }), asked("stream", { stream: true }), asked("zero", { max_tokens: 0 })];
  const { id } = await batches.create({ requests });
  expect(await batches.retrieve(id)).toMatchObject({
    processing_status: "in_progress",
    request_counts: { processing: 4 },
    results_url: null,
  });
  await expect(batches.delete(id)).rejects.toMatchObject({ status: 400 });
  await control("batches/end", {});
  expect(await batches.retrieve(id)).toMatchObject({ processing_status: "ended", request_counts: { succeeded: 1, errored: 3 } });
  const results = new Map<string, Anthropic.Messages.MessageBatchResult>();
  for await (const { custom_id, result } of await batches.results(id)) results.set(custom_id, result);
  expect(results.get("good")).toMatchObject({ type: "succeeded", message: { usage: { service_tier: "batch" } } });
  expect(results.get("bad")).toMatchObject({ type: "errored", error: { type: "error", error: { type: "invalid_request_error" } } });
  await expect(
    new Anthropic({ apiKey: "sk-other", baseURL: server.url, maxRetries: 0 }).messages.batches.retrieve(id),
  ).rejects.toMatchObject({ status: 404 });
  expect((await batches.list()).data.map((each) => each.id)).toEqual([id]);
  expect(await batches.delete(id)).toEqual({ id, type: "message_batch_deleted" });
});

test("a batch is cancelled, or its day passes", async () => {
  const { batches } = client.messages;
  const { id } = await batches.create({ requests: [asked("a")] });
  expect(await batches.cancel(id)).toMatchObject({ processing_status: "canceling" });
  expect(await batches.retrieve(id)).toMatchObject({ processing_status: "ended", request_counts: { canceled: 1 } });
  const late = await batches.create({ requests: [asked("a")] });
  await control("clock", { advanceMs: 25 * 3_600_000 });
  expect(await batches.retrieve(late.id)).toMatchObject({ request_counts: { expired: 1 } });
});

test.each([
  [{}, "requests: Field required"],
  [{ requests: [] }, "at least 1 item"],
  [{ requests: [asked("a"), asked("a")] }, "requests.1.custom_id"],
  [{ requests: [asked("a b")] }, "String should match pattern"],
  [{ requests: [asked("x".repeat(65))] }, "at most 64 characters"],
  [{ requests: [{ custom_id: "a" }] }, "requests.0.params: Field required"],
  [{ requests: [asked("a")], model: "x" }, "Extra inputs are not permitted"],
])("a body of another shape is refused whole: %j", async (body, message) => {
  await expect(client.messages.batches.create(body as never)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(message),
  });
});
