import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ifInstallable, installNpmPackages, installPythonPackages } from "@/dev/installed-packages";
import { dollarsFromNano } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

const CLIENTS = path.join(import.meta.dirname, "../testing/clients");
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
  const dependencies = { openai: "7.57.0", node: "24.21.0" };
  const wanted = { dependencies, file: "node/bin/node", timeoutMs: INSTALL_MS };
  const node = await ifInstallable(installNpmPackages(wanted));
  if (node === null) return skip("openai 7.57 and a Node for it cannot be installed here");
  const seen = await run(node, [path.join(CLIENTS, "newest-openai.mjs"), `${relay.url}/api/v1`, customer.secret]);
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
  const python = await ifInstallable(installPythonPackages(["openai==3.22.1", "anthropic==1.13.0"], INSTALL_MS));
  if (python === null) return skip("Python 3 with venv, or the official clients, cannot be installed here");
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

/** Expects a charge for every call of the customer's client, and books that balance. */
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
