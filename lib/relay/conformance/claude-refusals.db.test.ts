import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "@/dev/stand-ins/claude/server";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { ASK, type Refusal } from "@/lib/relay/testing/claude-refusals/refusal";
import { CLAUDE_REFUSALS } from "@/lib/relay/testing/claude-refusals/table";
import { type Customer, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";

const ROWS = CLAUDE_REFUSALS.map((row) => [row.name, row] as const);

let claude: ClaudeStandIn;
let relay: TestRelay;
let customer: Customer;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
  relay = await startTestRelay(claude.url);
  customer = await newCustomer(900_000_000_000n);
});
afterAll(async () => {
  await relay.close();
  await claude.stop();
});

const bodyOf = (fields: object | string) => (typeof fields === "string" ? fields : JSON.stringify({ ...ASK, ...fields }));
const received = () => claude.standIn.calls.list({}).length;

function refusedBy(url: string, secret: string, row: Refusal): Promise<Got> {
  return ask(url, { headers: { "x-api-key": secret, "anthropic-version": "2023-06-01", ...row.headers }, body: bodyOf(row.ask) });
}

describe("Claude's own words", () => {
  test.each(ROWS)("%s", async (_, row) => {
    const got = await refusedBy(`${claude.url}/v1/messages`, "sk-one", row);
    const { status = 400, type = "invalid_request_error", says } = row;
    expect({ status: got.status, ...got.json.error }).toMatchObject({ status, type, message: says });
  });

  test("each sentence of the stand-in's has a row", () => {
    const folder = "dev/stand-ins/claude";
    const files = readdirSync(folder).filter((file) => /^(validate.*|betas|first-party)\.ts$/.test(file) && !file.includes(".test."));
    const sentences = files.flatMap((file) => sentencesIn(readFileSync(`${folder}/${file}`, "utf8")));
    expect(sentences.length).toBeGreaterThan(80);
    expect(sentences.filter((sentence) => !CLAUDE_REFUSALS.some(({ says }) => sentence.test(says)))).toEqual([]);
  });
});

describe("what the relay does with the same on its Messages route", () => {
  test.each(ROWS)("%s", async (_, row) => {
    const before = received();
    const got = await refusedBy(`${relay.url}/api/v1/messages`, customer.secret, row);
    if (row.messages === "passed on") {
      const { status = 400, type = "invalid_request_error" } = row;
      expect({ status: got.status, ...got.json.error }).toMatchObject({ status, type, message: row.says });
      expect(received()).toBe(before + 1);
    } else {
      expect(got.json.error?.message ?? "").toMatch(row.messages);
      expect([got.status, received()]).toEqual(got.json.error ? [expect.any(Number), before] : [200, before + 1]);
    }
  });
});

describe("what becomes of it for OpenAI's clients", () => {
  const asked = CLAUDE_REFUSALS.filter(({ chat }) => chat !== undefined).map((row) => [row.name, row] as const);

  test.each(asked)("%s", async (_, { chat, becomes, says }) => {
    const before = received();
    const got = await ask(`${relay.url}/api/v1/chat/completions`, { secret: customer.secret, body: bodyOf(chat ?? {}) });
    if (becomes === "mapped") expect([got.status, got.json.error]).toEqual([200, undefined]);
    else if (becomes === "passed on") expect([got.status, got.json.error?.message, received()]).toEqual([400, says, before + 1]);
    else {
      expect(got.status).toBeGreaterThanOrEqual(400);
      expect([got.json.error?.param, received()]).toEqual([becomes?.param, before]);
    }
  });
});

test("nothing was charged for what was refused", () => expectBooksBalance(customer.workspaceId));

/** The sentences of `invalid("…")` and similar calls in a file. A placeholder matches any text. */
function sentencesIn(source: string): RegExp[] {
  const found = source.matchAll(/\b(?:invalid|ApiError)\(\s*(?:\d+,\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/g);
  return [...found].map(([, quoted = ""]) => {
    const plain = quoted.slice(1, -1).replace(/\\(.)/g, "$1");
    const parts = plain.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s");
  });
}
