import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dollarsFromNano } from "@/lib/money";
import { expectBooksBalance } from "@/lib/testing/ledger";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/server/testing/test-relay";

const CLIENTS = path.join(import.meta.dirname, "testing/clients");
// Kept beside the packages, so that only the first run waits for them.
const CACHE = path.resolve("node_modules/.cache");
const INSTALL_MS = 150_000;
const RUN_MS = 60_000;

let relay: TestRelay;
let customer: Customer;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
  customer = await newCustomer();
});
afterAll(() => relay.close());

test("OpenAI's newest Node client, whose stream helpers are strict, runs tools in both formats", { timeout: INSTALL_MS + RUN_MS }, async ({
  skip,
}) => {
  const folder = path.join(CACHE, "openai-7.57.0");
  const node = path.join(folder, "node_modules/node/bin/node");
  if (!installed(node, () => npmInstall(folder, "openai@7.57.0", "node@24.21.0")))
    skip("openai 7.57 and a Node for it cannot be installed here");
  const seen = await run(node, [path.join(CLIENTS, "newest-openai.mjs"), folder, `${relay.url}/api/v1`, customer.secret]);
  expect(seen.chat).toMatchObject({ asked: ["Paris"], text: expect.stringContaining("21 degrees") });
  expect(seen.stream).toEqual({ streamed: seen.stream.content, content: expect.stringMatching(/\S/), finish: "stop" });
  expect(seen.responses).toMatchObject({
    kinds: expect.arrayContaining(["reasoning", "function_call"]),
    status: "completed",
    text: expect.stringContaining("21 degrees"),
    lastEvent: "response.completed",
  });
  expect(JSON.parse(seen.responses.arguments)).toEqual({ city: "Paris" });
  await expectCharged(5);
});

test("both Python clients put streams, tools and thoughts together", { timeout: INSTALL_MS + RUN_MS }, async ({ skip }) => {
  const folder = path.join(CACHE, "python-clients-1");
  const python = path.join(folder, "bin/python");
  if (!installed(path.join(folder, "ready"), () => pipInstall(folder, "openai==3.22.1", "anthropic==1.13.0")))
    skip("no Python 3 with the official clients is to be had here");
  customer = await newCustomer();
  const seen = await run(python, [path.join(CLIENTS, "python_clients.py"), relay.url, customer.secret]);
  expect(seen.chat).toMatchObject({ finish: "tool_calls", again: expect.stringContaining("21 degrees") });
  expect(JSON.parse(seen.chat.arguments)).toEqual({ city: "Paris" });
  expect(seen.responses.kinds).toContain("function_call");
  expect(seen.messages).toMatchObject({ stop: "tool_use", input: { city: "Paris" } });
  expect(seen.counted).toBeGreaterThan(0);
  expect(seen.models).toContain("claude-opus-5");
  await expectCharged(4);
});

/** All that a customer's client did is charged, and the books balance. */
async function expectCharged(calls: number): Promise<void> {
  const events = await eventsOf(customer);
  expect(events.map((event) => event.outcome)).toEqual(Array(calls).fill("settled"));
  for (const { charge_nano } of events) expect(Number(dollarsFromNano(charge_nano))).toBeGreaterThan(0);
  await expectBooksBalance(customer.workspaceId);
}

async function run(program: string, args: string[]) {
  const { stdout } = await promisify(execFile)(program, args, { timeout: RUN_MS });
  return JSON.parse(stdout);
}

function installed(proof: string, install: () => void): boolean {
  try {
    if (!existsSync(proof)) install();
    return existsSync(proof);
  } catch {
    return false;
  }
}

function npmInstall(folder: string, ...packages: string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"private":true}');
  const flags = ["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  execFileSync("npm", [...flags, ...packages], { cwd: folder, stdio: "pipe", timeout: INSTALL_MS });
}

function pipInstall(folder: string, ...packages: string[]): void {
  execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe", timeout: INSTALL_MS });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  execFileSync(path.join(folder, "bin/python"), [...pip, ...packages], { stdio: "pipe", timeout: INSTALL_MS });
  writeFileSync(path.join(folder, "ready"), "");
}
