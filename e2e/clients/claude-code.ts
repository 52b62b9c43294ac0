// Claude Code, which gets only an address and a key. e2e/claude-code.spec.ts checks the charges of its calls.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { askClaudeCode } from "./ask-claude-code";
import { BASE, emptyKey, KEY, runCases } from "./cases";

const work = mkdtempSync(path.join(tmpdir(), "relais-claude-code-"));
const note = path.join(work, "note.txt");
writeFileSync(note, "The word is aubergine-4711.\n");
const at = { program: process.argv[2] ?? "", base: BASE, work };

await runCases({
  "reads a file by a tool": async () => {
    const answer = await askClaudeCode(
      at,
      `Read it. [[tool:Read {"file_path":"${note}"}]]`,
      { ANTHROPIC_AUTH_TOKEN: KEY },
      "--allowedTools",
      "Read",
    );
    assert.deepEqual([answer.is_error, answer.num_turns], [false, 2]);
    assert.match(answer.result, /aubergine-4711/);
    assert.ok(answer.total_cost_usd > 0);
  },
  "runs a command, with an API key and another model": async () => {
    const prompt = `Run it. [[tool:Bash {"command":"cat ${note}","description":"Reads the note"}]]`;
    const answer = await askClaudeCode(at, prompt, { ANTHROPIC_API_KEY: KEY }, "--allowedTools", "Bash", "--model", "claude-haiku-4-5");
    assert.match(answer.result, /aubergine-4711/);
  },
  "says that the balance does not suffice": async () => {
    const answer = await askClaudeCode(at, "Hello", { ANTHROPIC_AUTH_TOKEN: emptyKey() });
    assert.equal(answer.is_error, true);
    assert.match(answer.result, /402.*balance/s);
  },
});
