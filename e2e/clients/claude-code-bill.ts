// Compares Claude Code's printed price of an answer with the ledger's charge.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { askClaudeCode } from "./ask-claude-code";
import { BASE, KEY, runCases } from "./cases";
import { BILLED, type Billed } from "./claude-code-usages";

const at = { program: process.argv[2] ?? "", base: BASE, work: mkdtempSync(path.join(tmpdir(), "relais-claude-code-")) };

await runCases(Object.fromEntries(BILLED.map((row) => [nameOf(row), () => compare(row)])));

function nameOf({ name, apart }: Billed): string {
  return apart ? `${name}: ${apart.because}` : name;
}

/** Claude Code may make several calls: its printed price is the sum. */
async function compare({ model, usage, answeredBy, charge, apart }: Billed): Promise<void> {
  const newest = (await calls())[0]?.id;
  const prompt = `Hello. [[fault:usage ${JSON.stringify({ usage, model: answeredBy })}]]`;
  const answer = await askClaudeCode(at, prompt, { ANTHROPIC_AUTH_TOKEN: KEY }, "--model", model);
  assert.equal(answer.is_error, false, answer.result);
  const all = await calls();
  const charges = all.slice(0, newest === undefined ? all.length : all.findIndex(({ id }) => id === newest)).map((call) => call.charge);
  assert.ok(charges.includes(charge), `the ledger charged ${charges.join(" and ")} instead of ${charge}`);
  const missing = apart ? nano(charge) - nano(apart.claudeCode) : 0n;
  assert.equal(
    nano(answer.total_cost_usd.toFixed(9)),
    charges.reduce((sum, each) => sum + nano(each), -missing),
    "Claude Code's print-out",
  );
}

async function calls(): Promise<{ id: string; charge: string }[]> {
  const answer = await fetch(`${BASE}/api/v1/calls?limit=20`, { headers: { authorization: `Bearer ${KEY}` } });
  return (await answer.json()).data;
}

/** Nano-dollars of exact decimal text. */
function nano(dollars: string): bigint {
  const [whole = "", fraction = ""] = dollars.split(".");
  return BigInt(whole + fraction.padEnd(9, "0"));
}
