// Claude's Agent SDK, which runs Claude Code: the environment contains its path.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSdkMcpServer, query, tool } from "@anthropic-ai/claude-agent-sdk";
import { z } from "zod";
import { BASE, emptyKey, KEY, run } from "./cases.mjs";

const weather = tool("get_weather", "The weather of a city.", { city: z.string() }, async ({ city }) => ({
  content: [{ type: "text", text: `21 degrees in ${city}` }],
}));
const person = { type: "object", properties: { name: { type: "string" } }, required: ["name"], additionalProperties: false };

async function ask(prompt, key, options = {}) {
  const home = mkdtempSync(path.join(tmpdir(), "relais-agent-sdk-"));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    ANTHROPIC_BASE_URL: `${BASE}/api`,
    ANTHROPIC_AUTH_TOKEN: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  };
  const own = { pathToClaudeCodeExecutable: process.env.CLAUDE_CODE, cwd: home, env, maxTurns: 4 };
  const messages = [];
  try {
    for await (const message of query({ prompt, options: { ...own, ...options } })) messages.push(message);
  } catch (error) {
    // It throws after a result that is an error.
    if (!messages.some(({ type }) => type === "result")) throw error;
  }
  return { messages, result: messages.find(({ type }) => type === "result") };
}

await run({
  "a query streams and ends with what it cost": async () => {
    const { messages, result } = await ask("Hello", KEY, { includePartialMessages: true });
    assert.equal(result.subtype, "success", JSON.stringify(result));
    assert.ok(result.result.length > 0 && result.total_cost_usd > 0);
    assert.ok(messages.some(({ type }) => type === "stream_event"));
  },
  "a tool of its own": async () => {
    const mcpServers = { own: createSdkMcpServer({ name: "own", version: "1.0.0", alwaysLoad: true, tools: [weather] }) };
    const asking = 'What is it like? [[tool:mcp__own__get_weather {"city":"Paris"}]]';
    const { result } = await ask(asking, KEY, { mcpServers, allowedTools: ["mcp__own__get_weather"] });
    assert.match(result.result, /21 degrees in Paris/);
  },
  "a structured answer": async () => {
    const { result } = await ask("Who is Ada?", KEY, { outputFormat: { type: "json_schema", schema: person } });
    assert.equal(typeof result.structured_output?.name, "string", JSON.stringify(result));
  },
  "an empty balance": async () => {
    const { result } = await ask("Hello", emptyKey());
    assert.ok(result.is_error);
    assert.match(result.result ?? result.errors?.join(" "), /402.*balance/s);
  },
});
