import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelNamed } from "./models";
import { PromptCache } from "./prompt-cache";
import type { MessagesRequest } from "./request";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;
let keys = 0;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());

const MINUTE_MS = 60_000;
const long = (name: string, tokens = 2000) => `${name} ${"word ".repeat(tokens)}`.slice(0, tokens * 4);
const text = (content: string, ttl?: "5m" | "1h"): Anthropic.TextBlockParam =>
  ttl ? { type: "text", text: content, cache_control: { type: "ephemeral", ttl } } : { type: "text", text: content };

type Sums = { input: number; write5m: number; write1h: number; read: number };

/** A caller with its own account, whose calls happen `atMs` after a fixed start. */
function newAccount() {
  keys += 1;
  const client = new Anthropic({ apiKey: `sk-cache-${keys}`, baseURL: claude.url, maxRetries: 0 });
  return async (params: Partial<Anthropic.MessageCreateParamsNonStreaming>, atMs = 0): Promise<Sums> => {
    const { usage } = await client.messages.create(
      { model: "claude-sonnet-4-6", max_tokens: 10, messages: [{ role: "user", content: "Hi" }], ...params },
      { headers: { "x-stand-in-now": new Date(Date.UTC(2026, 0, 1) + atMs).toISOString() } },
    );
    const { ephemeral_5m_input_tokens: write5m = 0, ephemeral_1h_input_tokens: write1h = 0 } = usage.cache_creation ?? {};
    expect(usage.cache_creation_input_tokens).toBe(write5m + write1h);
    return { input: usage.input_tokens, write5m, write1h, read: usage.cache_read_input_tokens ?? 0 };
  };
}

test("the first call writes up to the marker, the second reads it, another account does not", async () => {
  const call = newAccount();
  const system = [text(long("handbook"), "5m")];
  const first = await call({ system });
  expect(first).toEqual({ input: 5, write5m: 2000, write1h: 0, read: 0 });
  expect(await call({ system })).toEqual({ input: 5, write5m: 0, write1h: 0, read: 2000 });
  expect(await newAccount()({ system })).toEqual(first);
});

test("an entry ends five minutes after the last call that used it, or an hour", async () => {
  for (const [ttl, lifetime] of [["5m", 5 * MINUTE_MS] as const, ["1h", 60 * MINUTE_MS] as const]) {
    const call = newAccount();
    const system = [text(long("handbook"), ttl)];
    await call({ system });
    expect((await call({ system }, lifetime - 1)).read).toBe(2000);
    expect((await call({ system }, 2 * lifetime - 2)).read).toBe(2000);
    expect((await call({ system }, 3 * lifetime - 2)).read).toBe(0);
  }
});

test("a prompt under the model's minimum is neither written nor an error", async () => {
  const system = [text(long("short", 1000), "5m")];
  expect(await newAccount()({ system })).toEqual({ input: 1005, write5m: 0, write1h: 0, read: 0 });
  const newer = await newAccount()({ system, model: "claude-opus-5-5" });
  expect(newer).toMatchObject({ write5m: 1300, read: 0 });
});

test("with both lifetimes the hit is read, then up to the last 1h marker is written for an hour, the rest for five minutes", async () => {
  const call = newAccount();
  const base = text(long("tools"), "1h");
  await call({ system: [base] });
  const mixed = await call({ system: [base, text(long("middle", 1500), "1h"), text(long("end", 1200), "5m"), text(long("tail", 300))] });
  expect(mixed).toEqual({ read: 2000, write1h: 1500, write5m: 1200, input: 305 });
});

test("a growing conversation under automatic caching reads the last turn's prompt and writes the new part", async () => {
  const call = newAccount();
  const cache_control = { type: "ephemeral" as const };
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: long("question") }];
  const first = await call({ cache_control, messages });
  expect(first).toEqual({ input: 0, write5m: 2004, write1h: 0, read: 0 });
  messages.push({ role: "assistant", content: long("answer", 100) }, { role: "user", content: long("more", 50) });
  expect(await call({ cache_control, messages })).toEqual({ input: 0, write5m: 158, write1h: 0, read: 2004 });
});

test("a marker looks back twenty blocks and no further", async () => {
  for (const [blocks, isHit] of [[19, true] as const, [20, false] as const]) {
    const call = newAccount();
    await call({ system: [text(long("base"), "5m")] });
    const more = Array.from({ length: blocks }, (_, index) => text(`step ${index}`, index === blocks - 1 ? "5m" : undefined));
    const later = await call({ system: [text(long("base")), ...more] });
    expect(later.read > 0).toBe(isHit);
  }
});

test("a change loses everything after it: tools all, speed the system, tool choice the messages", async () => {
  const tools: Anthropic.Tool[] = [
    { name: "lookup", description: long("tool"), input_schema: { type: "object" }, cache_control: { type: "ephemeral" } },
  ];
  const params = {
    model: "claude-opus-5-5",
    tools,
    system: [text(long("system"), "5m")],
    messages: [{ role: "user" as const, content: [text(long("question"), "5m")] }],
  };
  const call = newAccount();
  const whole = (await call(params)).write5m;
  expect((await call(params)).read).toBe(whole);
  const otherChoice = await call({ ...params, tool_choice: { type: "none" } });
  const otherSpeed = await call({ ...params, speed: "fast" });
  const otherTools = await call({ ...params, tools: [{ ...tools[0], description: "changed" } as Anthropic.Tool] });
  const system = whole - otherChoice.write5m;
  expect([otherChoice.read, otherChoice.write5m > 2600]).toEqual([system, true]);
  expect(otherSpeed.read).toBeLessThan(otherChoice.read);
  expect(otherSpeed.read).toBeGreaterThan(2600);
  expect(otherTools.read).toBe(0);
});

test("parallel first calls all pay the write, as an entry is readable only once an answer has begun", () => {
  const model = modelNamed("claude-sonnet-4-6");
  if (!model) throw new Error("the catalogue has lost a model");
  const cache = new PromptCache();
  const request = { model: model.id, messages: [{ role: "user" as const, content: "Hi" }], system: [text(long("handbook"), "5m")] };
  const plan = () => cache.plan(request as MessagesRequest, model, 0);
  const [one, other] = [plan(), plan()];
  expect([one.usage.read, other.usage.read]).toEqual([0, 0]);
  one.begin();
  expect(plan().usage.read).toBe(2000);
});

test("the clock can be moved for all callers", async () => {
  const client = new Anthropic({ apiKey: "sk-clock", baseURL: claude.url, maxRetries: 0 });
  const params = {
    model: "claude-sonnet-4-6",
    max_tokens: 0,
    system: [text(long("warm"), "5m")],
    messages: [{ role: "user" as const, content: "Hi" }],
  };
  const warmed = await client.messages.create(params);
  expect(warmed).toMatchObject({ content: [], stop_reason: "max_tokens", usage: { output_tokens: 0, cache_creation_input_tokens: 2000 } });
  expect((await client.messages.create(params)).usage.cache_read_input_tokens).toBe(2000);
  await fetch(`${claude.url}/_stand-in/clock`, { method: "POST", body: JSON.stringify({ advanceMs: 5 * MINUTE_MS }) });
  expect((await client.messages.create(params)).usage.cache_read_input_tokens).toBe(0);
});

test("thinking of earlier turns leaves the prompt of models that do not keep it, and with it the cached messages", async () => {
  for (const [model, isKept] of [["claude-sonnet-4-6", true] as const, ["claude-sonnet-4-5", false] as const]) {
    const call = newAccount();
    const thought = { type: "thinking" as const, thinking: "I call the tool.", signature: "EqQB=" };
    const use = { type: "tool_use" as const, id: "toolu_1", name: "now", input: {} };
    const tools: Anthropic.Tool[] = [{ name: "now", input_schema: { type: "object" } }];
    const loop: Anthropic.MessageParam[] = [
      { role: "user", content: "What time?" },
      { role: "assistant", content: [thought, use] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "toolu_1", content: long("noon"), cache_control: { type: "ephemeral" } }],
      },
    ];
    await call({ model, tools, messages: loop });
    const next = await call({ model, tools, messages: [...loop, { role: "user", content: "And now?" }] });
    expect(next.read > 0).toBe(isKept);
  }
});
