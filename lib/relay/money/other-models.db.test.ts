import { beforeEach, describe, expect, test } from "vitest";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import { RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";

const CHEAP = "claude-haiku-4-5";
const EXPENSIVE = "claude-opus-5-5";
const ADVISER = { type: "advisor_20260301", name: "advisor", model: EXPENSIVE };
const FALLBACK = { fallbacks: [{ model: EXPENSIVE }] };

const bench = await RelayBench.start();
beforeEach(() => bench.upstream.play(answerJson({ ...MESSAGE, model: CHEAP })));

const call = (fields: object) => bench.ask("/api/v1/messages", { body: { ...ASK, model: CHEAP, ...fields } });
const limit = (assignments: string) => setKey(bench.customer.keyId, assignments);

async function expectNothingHappened(availableNano = 5_000_000_000n): Promise<void> {
  expect(bench.upstream.seen).toEqual([]);
  expect(await bench.events()).toEqual([]);
  expect(await readWallet(bench.customer.workspaceId)).toMatchObject({ availableNano, heldNano: 0n, holdsInFlight: 0 });
}

describe("a key that may call only the cheap model", () => {
  beforeEach(() => limit(`allowed_models = '{${CHEAP},claude-haiku-4-5-20251001}'`));

  test.each([
    ["fallbacks.0.model", FALLBACK],
    ["fallback.model", { fallback: { model: EXPENSIVE } }],
    ["tools.0.model", { tools: [ADVISER] }],
    [
      "messages.1.content.0.tool.definition.model",
      {
        messages: [
          ...ASK.messages,
          { role: "system", content: [{ type: "tool_addition", tool: { type: "tool_definition", definition: ADVISER } }] },
        ],
      },
    ],
  ])("does not reach a more expensive one by %s", async (param, fields) => {
    const got = await call(fields);
    expect(got).toMatchObject({ status: 403, json: { error: { type: "permission_error" } } });
    expect(got.json.error?.message).toContain(`${param}: This key may not call ${EXPENSIVE}`);
    await expectNothingHappened();
  });

  test("may name itself, and is served", async () => {
    expect((await call({ fallbacks: [{ model: "claude-haiku-4-5-20251001" }] })).status).toBe(200);
    expect((await bench.event()).outcome).toBe("settled");
  });
});

test("a model that nobody knows is refused by its place, and one that the upstream would choose by itself as well", async () => {
  const unknown = await call({ fallbacks: [{ model: "claude-of-tomorrow" }] });
  expect([unknown.status, unknown.json.error?.message]).toEqual([404, expect.stringMatching(/^fallbacks\.0\.model: There is no model/)]);
  const unnamed = await call({ fallbacks: "default" });
  // Claude Code continues without the field after this message.
  expect([unnamed.status, unnamed.json.error?.message]).toEqual([400, expect.stringContaining("has no default fallback configuration")]);
  await expectNothingHappened();
});

test.each(["/api/v1/chat/completions", "/api/v1/responses"])("%s passes no such field on", async (path) => {
  const input = path.endsWith("responses") ? { input: ASK.messages } : { messages: ASK.messages };
  const got = await bench.ask(path, { body: { model: CHEAP, ...input, ...FALLBACK, fallback: { model: EXPENSIVE } } });
  expect([200, 400]).toContain(got.status);
  for (const { body } of bench.upstream.seen) expect(body.toString()).not.toContain(EXPENSIVE);
  const offered = await bench.ask(path, { body: { model: CHEAP, ...input, tools: [ADVISER] } });
  expect([offered.status, offered.headers.get("x-relais-ignored")]).toEqual([200, "tools.0"]);
  for (const { body } of bench.upstream.seen) expect(body.toString()).not.toContain(EXPENSIVE);
});

describe("a key with a budget", () => {
  const LONG = { max_tokens: 40_000 };
  // The cheap model's 40,000 tokens are $0.20, the expensive one's $0.80.
  beforeEach(() => limit("budget_nano = 500000000, budget_period = 'day'"));

  test("is held for the fallback too: refused with what fits, which is granted to the token", async () => {
    expect((await call(LONG)).status).toBe(200);
    await bench.event();
    await limit("budget_nano = 600000000, budget_period = 'day'");
    bench.upstream.seen.length = 0;
    const refused = await call({ ...LONG, ...FALLBACK });
    expect(refused).toMatchObject({ status: 429, json: { error: { reason: "key_budget" } } });
    const fits = refused.json.error?.max_tokens_that_fits as number;
    expect(fits).toBeGreaterThan(10_000);
    expect((await call({ max_tokens: fits + 1, ...FALLBACK })).status).toBe(429);
    expect(bench.upstream.seen).toEqual([]);
    expect((await call({ max_tokens: fits, ...FALLBACK })).status).toBe(200);
    await expectBooksBalance(bench.customer.workspaceId);
  });

  test.each([
    ["a fallback with a longer answer of its own", { fallbacks: [{ model: EXPENSIVE, max_tokens: 100_000 }] }],
    ["an adviser without limits", { tools: [ADVISER] }],
    ["an adviser that may be asked too often", { tools: [{ ...ADVISER, max_tokens: 5_000, max_uses: 10 }] }],
  ])("does not pay for %s", async (_, fields) => {
    expect(await call(fields)).toMatchObject({ status: 429, json: { error: { reason: "key_budget" } } });
    await expectNothingHappened();
  });

  test("whatever the models named are billed, it is within the hold and the budget", async () => {
    const usage = { input_tokens: 10, output_tokens: 500 };
    const iterations = [
      { type: "message", model: CHEAP, ...usage, output_tokens: 1_000 },
      { type: "advisor_message", model: EXPENSIVE, ...usage, input_tokens: 2_000 },
      { type: "advisor_message", model: EXPENSIVE, ...usage, input_tokens: 2_500 },
      { type: "fallback_message", model: EXPENSIVE, ...usage, input_tokens: 1_500, output_tokens: 1_000 },
    ];
    bench.answerJson({ ...MESSAGE, model: EXPENSIVE, usage: { ...usage, iterations } });
    expect((await call({ ...FALLBACK, tools: [{ ...ADVISER, max_uses: 2, max_tokens: 500 }] })).status).toBe(200);
    const { charge_nano, hold_nano } = await bench.event();
    expect(charge_nano).toBe(10n * 1_000n + 1_000n * 5_000n + 6_000n * 4_000n + 2_000n * 20_000n);
    expect(hold_nano).toBeGreaterThan(charge_nano);
    expect(hold_nano).toBeLessThan(500_000_000n);
  });

  test("two such calls that race for the last of it: one is answered, the other refused", async () => {
    const answers: (() => void)[] = [];
    bench.upstream.play((response, request) => answers.push(() => void answerJson(MESSAGE)(response, request)));
    const calls = [1, 2].map(() => call({ max_tokens: 12_000, ...FALLBACK }));
    expect((await Promise.race(calls)).status).toBe(429);
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.();
    expect((await Promise.all(calls)).map(({ status }) => status).sort()).toEqual([200, 429]);
    await expectBooksBalance(bench.customer.workspaceId);
  });
});

test("a balance that does not cover them learns so, and how to lower the cost", async () => {
  bench.customer = await newCustomer(100_000_000n);
  const got = await call({ tools: [ADVISER] });
  expect([got.status, got.json.error?.message]).toEqual([402, expect.stringContaining("max_uses")]);
  await expectNothingHappened(100_000_000n);
});

test("a stream is the same call: what it names is held for before the first byte", async () => {
  await limit("budget_nano = 500000000, budget_period = 'day'");
  bench.answerStream(...STREAM);
  expect((await call({ stream: true, max_tokens: 40_000, ...FALLBACK })).status).toBe(429);
  await expectNothingHappened();
});
