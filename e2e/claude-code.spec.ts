import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { ifInstallable } from "../dev/installed-packages";
import { type Answer, askClaudeCode } from "./clients/ask-claude-code";
import { CLAUDE_CODE, INSTALL } from "./clients/versions";
import { createKey, signUp, topUp } from "./steps";

const base = process.env.E2E_BASE_URL ?? "http://localhost:3000";
const WORD = "aubergine-4711";

let claude: string | null = null;
let key: string;
let work: string;

test.describe.configure({ mode: "serial", timeout: 400_000 });

test.beforeAll(async ({ browser }) => {
  claude = await ifInstallable(installClaudeCode());
  work = mkdtempSync(path.join(tmpdir(), "relais-claude-code-"));
  writeFileSync(path.join(work, "note.txt"), `The word is ${WORD}.\n`);
  const page = await browser.newPage({ baseURL: base });
  await signUp(page);
  await topUp(page, "20");
  key = await createKey(page, "Claude Code");
  await page.close();
});
test.afterAll(() => rmSync(work, { recursive: true, force: true }));
test.beforeEach(() => {
  test.skip(claude === null, `@anthropic-ai/claude-code ${CLAUDE_CODE} cannot be installed here`);
});

test("Claude Code reads a file with a tool, its own sum equals the charge, and its cache is written once and then read", async ({
  request,
}) => {
  const prompt = `What does the note say? [[tool:Read {"file_path":"${path.join(work, "note.txt")}"}]]`;
  const answer = await ask(prompt, { ANTHROPIC_AUTH_TOKEN: key }, "--allowedTools", "Read");
  expect(answer).toMatchObject({ is_error: false, num_turns: 2, result: expect.stringContaining(WORD) });

  const calls = await callsOf(request);
  expect(calls).toHaveLength(2);
  expect(calls.map((call) => call.outcome)).toEqual(["settled", "settled"]);
  const [second, first] = calls.map((call) => call.usage) as [Usage, Usage];
  expect(first.cache_creation_input_tokens).toBeGreaterThan(4_096);
  expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
  expect(second.cache_creation_input_tokens).toBeLessThan(first.cache_creation_input_tokens);
  expect(calls.reduce((sum, call) => sum + nano(call.charge), 0)).toBe(Math.round(answer.total_cost_usd * 1e9));

  for (const { id, charge } of calls) {
    const { receipt } = await get(request, `calls/${id}`);
    expect(nano(charge)).toBe(Math.ceil((receipt.lines as { amount: string }[]).reduce((sum, line) => sum + nano(line.amount), 0)));
  }
});

test("Claude Code runs a command with an API key and another model", async ({ request }) => {
  const before = (await callsOf(request)).length;
  const prompt = `Run it. [[tool:Bash {"command":"cat ${path.join(work, "note.txt")}","description":"Reads the note"}]]`;
  const answer = await ask(prompt, { ANTHROPIC_API_KEY: key }, "--allowedTools", "Bash", "--model", "claude-haiku-4-5");
  expect(answer).toMatchObject({ is_error: false, result: expect.stringContaining(WORD) });
  const calls = (await callsOf(request)).slice(0, -before);
  expect(calls.length).toBeGreaterThanOrEqual(2);
  expect(new Set(calls.map((call) => call.model))).toEqual(new Set(["claude-haiku-4-5-20251001"]));
});

test("Claude Code says at once that the balance is too low", async ({ browser }) => {
  const page = await browser.newPage({ baseURL: base });
  await signUp(page);
  const poor = await createKey(page, "Empty");
  await page.close();
  const answer = await ask("Hello", { ANTHROPIC_AUTH_TOKEN: poor });
  expect(answer).toMatchObject({ is_error: true, result: expect.stringMatching(/402.*balance/s) });
});

type Usage = { cache_creation_input_tokens: number; cache_read_input_tokens: number };
type Call = { id: string; model: string; outcome: string; charge: string; usage: Usage };

function ask(prompt: string, credentials: Record<string, string>, ...args: string[]): Promise<Answer> {
  return askClaudeCode({ program: claude ?? "", base, work }, prompt, credentials, ...args);
}

async function callsOf(request: APIRequestContext): Promise<Call[]> {
  return (await get(request, "calls?limit=100")).data;
}

async function get(request: APIRequestContext, what: string) {
  return (await request.get(`/api/v1/${what}`, { headers: { authorization: `Bearer ${key}` } })).json();
}

/** Nano-dollars of exact decimal text: a few cents, so they fit into a number. */
function nano(dollars: string): number {
  return Math.round(Number(dollars) * 1e12) / 1e3;
}

/** The program, too large for a dependency (360 MB). Throws where it cannot start. */
async function installClaudeCode(): Promise<string> {
  const program = await INSTALL.claudeCode(240_000);
  const said = execFileSync(program, ["--version"], { encoding: "utf8", stdio: "pipe", timeout: 30_000 });
  if (!said.startsWith(CLAUDE_CODE)) throw new Error(`Claude Code says that it is ${said}`);
  return program;
}
