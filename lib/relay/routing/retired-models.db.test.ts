import { afterAll, beforeAll, expect, test } from "vitest";
import { isRetired } from "@/lib/pricing/model";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";

const RETIRED = "claude-sonnet-4-20250514";

let upstream: ScriptedUpstream;
const relays: TestRelay[] = [];
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.play(answerJson({ ...MESSAGE, model: RETIRED }));
});
afterAll(async () => {
  for (const relay of relays) await relay.close();
  await upstream.close();
});

const claude = (rest: object = {}): UpstreamAccount => ({
  kind: "claude-api",
  name: "claude",
  secret: "sk",
  baseUrl: upstream.url,
  ...rest,
});
const amazon = (): UpstreamAccount => ({
  kind: "bedrock",
  name: "bedrock",
  region: "us-east-1",
  route: { endpoint: "runtime", profile: "us" },
  credentials: { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret" },
  baseUrl: upstream.url,
});

async function relayOver(...accounts: UpstreamAccount[]): Promise<TestRelay> {
  const relay = await startPooledRelay(
    new UpstreamPool(accounts.map((account) => ({ id: account.name, weight: 1, isDraining: false, account }))),
  );
  relays.push(relay);
  return relay;
}

async function call(relay: TestRelay, model = RETIRED) {
  const { secret } = await newCustomer();
  const got = await ask(`${relay.url}/api/v1/messages`, { secret, body: { ...ASK, model } });
  const list = await ask(`${relay.url}/api/v1/models?limit=1000`, { secret });
  const listed = (list.json.data as { id: string }[]).map(({ id }) => id);
  return { got, isListed: listed.includes(model) };
}

test("a model is retired from the midnight of its day, UTC, on", () => {
  const model = { retiresOn: "2026-11-30" };
  expect(isRetired(model, new Date("2026-11-29T23:59:59.999Z"))).toBe(false);
  expect(isRetired(model, new Date("2026-11-30T00:00:00Z"))).toBe(true);
  expect(isRetired({ retiresOn: null }, new Date("2099-01-01"))).toBe(false);
});

test("a retired model is neither served nor listed by Anthropic's own accounts, and the refusal says since when", async () => {
  const { got, isListed } = await call(await relayOver(claude()));
  expect(got).toMatchObject({ status: 404, json: { error: { message: expect.stringContaining("Anthropic ends it on 2026-06-15") } } });
  expect(isListed).toBe(false);
});

test("a cloud that keeps it serves it, and alone: no call goes to an account that answers 404", async () => {
  upstream.seen.length = 0;
  const { got, isListed } = await call(await relayOver(claude(), amazon()));
  expect([got.status, isListed]).toEqual([200, true]);
  expect(got.headers.get("x-relais-upstream")).toBe("bedrock");
  expect(upstream.seen.map(({ path }) => path)).toEqual([expect.stringContaining("/model/")]);
});

test("an operator who names it at an account is believed", async () => {
  const { got, isListed } = await call(await relayOver(claude({ models: [RETIRED] })));
  expect([got.status, isListed]).toEqual([200, true]);
});
