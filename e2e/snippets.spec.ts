import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import OpenAI from "openai";
import { ifInstallable } from "../dev/installed-packages";
import { INSTALL } from "./clients/versions";
import { createKey, signUp, topUp } from "./steps";

const base = process.env.E2E_BASE_URL ?? "http://localhost:3000";
const run = promisify(execFile);
const ANSWER = /\S/;

test.describe.configure({ mode: "serial", timeout: 240_000 });

let page: Page;
let key: string;
let work: string;

test.beforeAll(async ({ browser }) => {
  work = mkdtempSync(path.join(tmpdir(), "relais-snippets-"));
  page = await browser.newPage({ baseURL: base });
  await signUp(page);
  await topUp(page, "20");
  key = await createKey(page, "Snippets");
});
test.afterAll(async () => {
  rmSync(work, { recursive: true, force: true });
  await page.close();
});

/** A snippet as its reader copies it. */
async function snippet(name: string): Promise<string> {
  await page.getByRole("tab", { name, exact: true }).click();
  const text = await page.getByRole("tabpanel").locator("pre").innerText();
  expect(text).toContain(key);
  return text;
}

/** The settings of an editor, by the names of its form's fields. */
async function settings(name: string): Promise<Record<string, string>> {
  const lines = (await snippet(name)).split("\n").slice(1);
  return Object.fromEntries(lines.map((line) => line.split(/ {2,}/) as [string, string]));
}

const withNode = (program: string, env: Record<string, string> = {}) => {
  // Beside the samples, so that it finds the same packages.
  const file = path.join(import.meta.dirname, "samples", "node", `.run-${process.pid}-snippet.mjs`);
  writeFileSync(file, program);
  const ended = run(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? "", ...env } as unknown as NodeJS.ProcessEnv,
    timeout: 60_000,
  });
  return ended.finally(() => rmSync(file)).then(({ stdout }) => stdout);
};

test("curl", async () => {
  const { stdout } = await run("sh", ["-c", `${await snippet("curl")} --silent --fail`], { timeout: 60_000 });
  expect(JSON.parse(stdout).choices[0].message.content).toMatch(ANSWER);
});

test("Python, without any package", async () => {
  const python = await run("python3", ["--version"]).then(
    () => "python3",
    () => null,
  );
  test.skip(python === null, "there is no Python 3 here");
  const { stdout } = await run("python3", ["-c", await snippet("Python")], { timeout: 60_000 });
  expect(stdout).toMatch(ANSWER);
});

test("Node, without any package", async () => {
  expect(await withNode(await snippet("Node"))).toMatch(ANSWER);
});

test("OpenAI SDK", async () => {
  const python = await ifInstallable(INSTALL.official(210_000));
  test.skip(python === null, "Python 3 with venv, or the openai package, cannot be installed here");
  const { stdout } = await run(python ?? "", ["-c", await snippet("OpenAI SDK")], { timeout: 60_000 });
  expect(stdout).toMatch(ANSWER);
});

test("Anthropic SDK", async () => {
  expect(await withNode(await snippet("Anthropic SDK"))).toContain("text");
});

test("the variables are all that both families of SDKs need", async () => {
  const lines = (await snippet(".env")).split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const program = `import OpenAI from "openai"; import Anthropic from "@anthropic-ai/sdk";
const messages = [{ role: "user", content: "Hello" }];
const one = await new OpenAI().chat.completions.create({ model: "claude-haiku-4-5", messages });
const other = await new Anthropic().messages.create({ model: "claude-haiku-4-5", max_tokens: 60, messages });
console.log(one.choices[0].message.content, "|", other.content[0].text);`;
  expect(await withNode(program, Object.fromEntries(lines))).toMatch(/\S \| \S/);
});

test("Cursor: its settings answer as it calls them, streamed and with tools", async () => {
  const { "Add model": model = "", "OpenAI API Key": apiKey, "Override OpenAI Base URL": baseURL } = await settings("Cursor");
  const client = new OpenAI({ apiKey, baseURL });
  expect((await client.models.list()).data.map(({ id }) => id)).toContain(model);
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    messages: [{ role: "user", content: "Hello" }],
    tools: [
      { type: "function", function: { name: "read_file", parameters: { type: "object", properties: { path: { type: "string" } } } } },
    ],
  });
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  expect(text).toMatch(ANSWER);
});

test("Cline: its settings answer as it calls them, with the usage at the end of the stream", async () => {
  const { "Model ID": model = "", "API Key": apiKey, "Base URL": baseURL, "API Provider": provider } = await settings("Cline");
  expect(provider).toBe("OpenAI Compatible");
  const stream = await new OpenAI({ apiKey, baseURL }).chat.completions.create({
    model,
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
    messages: [
      { role: "system", content: "You are a coding agent." },
      { role: "user", content: [{ type: "text", text: "Hello" }] },
    ],
  });
  let text = "";
  let tokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    tokens += chunk.usage?.total_tokens ?? 0;
  }
  expect(text).toMatch(ANSWER);
  expect(tokens).toBeGreaterThan(0);
});

/** A program's own variables and command line, with the arguments that make it answer once. */
async function agent(name: string, program: string, args: string): Promise<string> {
  const lines = (await snippet(name)).replace(/^(claude|codex)/m, `'${program}' ${args}`);
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: work,
    CODEX_HOME: work,
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };
  const running = run("sh", ["-c", lines], { cwd: work, env: env as unknown as NodeJS.ProcessEnv, timeout: 120_000, maxBuffer: 2 ** 24 });
  running.child.stdin?.end();
  const { stdout, stderr } = await running.catch((error) => error);
  return `${stdout}${stderr}`;
}

test("Claude Code", async () => {
  const claude = await ifInstallable(INSTALL.claudeCode(240_000));
  test.skip(claude === null, "Claude Code cannot be installed here");
  const told = await agent("Claude Code", claude ?? "", "-p Hello --output-format json");
  expect(JSON.parse(told)).toMatchObject({ is_error: false, result: expect.stringMatching(ANSWER) });
});

test("Codex", async () => {
  const codex = await ifInstallable(INSTALL.codex(240_000));
  test.skip(codex === null, "Codex cannot be installed here");
  const told = await agent("Codex", codex ?? "", "exec --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox --json Hello");
  expect(told).toMatch(/turn\.completed/);
});
