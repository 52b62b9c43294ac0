import { beforeEach, expect, test } from "vitest";
import type { ClaudeApiAccount, UpstreamAccount } from "@/lib/upstreams/account";
import { testAccount } from "@/lib/upstreams/test-account";
import { callsSeen, control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { amazonKey, serviceAccount } from "@/lib/upstreams/testing/cloud-credentials";

const MODELS = ["claude-haiku-4-5-20251001", "claude-opus-5"];
const claude: ClaudeApiAccount = { kind: "claude-api", name: "claude", secret: "sk-canary-4711", baseUrl: standInUrl };

beforeEach(() => control("DELETE", "faults"));

const ACCOUNTS: UpstreamAccount[] = [
  claude,
  {
    kind: "bedrock",
    name: "bedrock",
    region: "us-east-1",
    route: { endpoint: "runtime", profile: "us" },
    credentials: amazonKey,
    baseUrl: standInUrl,
  },
  {
    kind: "vertex",
    name: "vertex",
    project: "stand-in",
    location: "global",
    credentials: serviceAccount,
    baseUrl: standInUrl,
  },
];

test.each(ACCOUNTS)("$kind: an account that works names the model, after one token", async (account) => {
  expect(await testAccount(account, MODELS)).toEqual({ ok: true, modelId: "claude-haiku-4-5-20251001" });
  expect(JSON.parse((await lastCall()).body)).toMatchObject({ max_tokens: 1 });
});

test("the first model that the account serves is used, and nothing is sent where there is none", async () => {
  expect(await testAccount({ ...claude, models: ["claude-opus-5"] }, MODELS)).toMatchObject({ ok: true, modelId: "claude-opus-5" });
  const before = (await callsSeen()).length;
  expect(await testAccount({ ...claude, models: ["claude-none"] }, MODELS)).toMatchObject({ ok: false, why: "no_model" });
  expect(await callsSeen()).toHaveLength(before);
});

test("a refusal goes to the log in the upstream's own words", async () => {
  expect(await testAccount({ ...claude, secret: "sk-invalid" }, MODELS)).toEqual({
    ok: false,
    why: "not_working",
    detail: expect.stringMatching(/401 .*x-api-key/),
  });
});

test("a secret that the upstream quotes is not passed on", async () => {
  await fault("error", { status: 403, type: "permission_error", message: "key sk-canary-4711 is not allowed" });
  expect(await testAccount(claude, MODELS)).toMatchObject({ detail: expect.stringContaining("403 key [redacted] is not allowed") });
});

test("an unreachable upstream and an invalid address are returned, not thrown", async () => {
  expect(await testAccount({ ...claude, baseUrl: "http://127.0.0.1:9" }, MODELS)).toMatchObject({ why: "not_working" });
  expect(await testAccount({ ...claude, baseUrl: "nowhere" }, MODELS)).toMatchObject({ why: "not_working" });
});
