import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask } from "@/lib/relay/testing/ask";
import { accountOf, type Kind, TOKEN } from "@/lib/relay/testing/kinds";
import { answerError, answerJson, type Script, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, newCustomer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

const MODEL = "claude-opus-5";
const COUNT = { input_tokens: 2095 };
const IMAGE = { type: "image", source: { type: "url", url: "https://example.com/a.png" } };
const WITH_IMAGE = { model: MODEL, messages: [{ role: "user", content: [IMAGE, { type: "text", text: "What is it?" }] }] };
const WITH_SEARCH = {
  model: MODEL,
  messages: [{ role: "user", content: "News?" }],
  tools: [{ type: "web_search_20250305", name: "web_search" }],
};

let pool: UpstreamPool;
let relay: TestRelay;
let customer: Customer;
const upstreams = {} as Record<Kind, ScriptedUpstream>;

beforeAll(async () => {
  for (const kind of ["claude-api", "bedrock", "vertex"] as const) upstreams[kind] = await startScriptedUpstream();
  pool = new UpstreamPool([]);
  relay = await startPooledRelay(pool);
});
afterAll(async () => {
  await relay.close();
  await Promise.all(Object.values(upstreams).map((each) => each.close()));
});
beforeEach(async () => {
  customer = await newCustomer();
  play("claude-api", answerJson(COUNT));
  play("bedrock", answerJson({ inputTokens: 7 }));
  play("vertex", answerJson({ input_tokens: 8 }));
});

function play(kind: Kind, script: Script) {
  upstreams[kind].play((response, request) => (request.path === "/token" ? answerJson(TOKEN) : script)(response, request));
}

/** Fresh accounts of these kinds, in this order; the same kind twice is two accounts. */
function over(...kinds: Kind[]): readonly PoolMember[] {
  pool.replace([]);
  pool.replace(kinds.map((kind, at) => ({ id: `${at}`, weight: 1, isDraining: false, account: accountOf(kind, upstreams[kind].url) })));
  return pool.all();
}
const count = (body: object) => ask(`${relay.url}/api/v1/messages/count_tokens`, { secret: customer.secret, body });
const asked = () => Object.entries(upstreams).flatMap(([kind, { seen }]) => seen.filter((each) => each.path !== "/token").map(() => kind));

test.each<[string, object]>([
  ["an image by its address", WITH_IMAGE],
  ["a web search", WITH_SEARCH],
])("%s is counted by an account that takes it, however many come first that do not", async (_, body) => {
  over("bedrock", "bedrock", "bedrock", "claude-api");
  expect(await count(body)).toMatchObject({ status: 200, json: COUNT });
  expect(asked()).toEqual(["claude-api"]);
});

test("a parameter that no account supports is a 400 with its name, and no account is asked", async () => {
  over("bedrock", "vertex");
  const got = await count(WITH_IMAGE);
  expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
  expect(got.json.error?.message).toMatch(/^messages.*Amazon Bedrock/);
  expect(asked()).toEqual([]);
});

test("the refusal names the account that supports the parameter and fails, not the one without support", async () => {
  over("bedrock", "claude-api");
  play("claude-api", answerError(529, "overloaded_error", "Overloaded"));
  expect(await count(WITH_IMAGE)).toMatchObject({ status: 529 });
  expect(asked()).toEqual(["claude-api"]);
});

test("an account that is cooling down is asked after the healthy ones, also if only it supports the request", async () => {
  const [vertex] = over("vertex", "claude-api");
  const failure = { kind: "credentials", label: "401", message: "", retryAfterSeconds: null, isModelBound: false } as const;
  vertex?.fail(MODEL, failure, Date.now());
  expect(await count(WITH_SEARCH)).toMatchObject({ status: 200, json: COUNT });
  expect(asked()).toEqual(["claude-api"]);
  const [, claude] = over("bedrock", "claude-api");
  claude?.fail(MODEL, failure, Date.now());
  expect(await count(WITH_IMAGE)).toMatchObject({ status: 200, json: COUNT });
});

test("at most two accounts are asked, and the first one reports a mistake of the caller", async () => {
  over("claude-api", "claude-api", "claude-api");
  play("claude-api", answerError(529, "overloaded_error", "Overloaded"));
  expect(await count(WITH_SEARCH)).toMatchObject({ status: 529 });
  expect(asked()).toHaveLength(2);
  play("claude-api", answerError(400, "invalid_request_error", "messages.0: unknown role"));
  expect(await count(WITH_SEARCH)).toMatchObject({ status: 400, json: { error: { message: "messages.0: unknown role" } } });
  expect(asked()).toHaveLength(1);
});

test("a model that one account does not know is counted by another", async () => {
  play("claude-api", answerError(404, "not_found_error", `model: ${MODEL}`));
  over("claude-api", "vertex");
  expect(await count(WITH_SEARCH)).toMatchObject({ status: 200, json: { input_tokens: 8 } });
  over("claude-api");
  expect(await count(WITH_SEARCH)).toMatchObject({ status: 404 });
});
