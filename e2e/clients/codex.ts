// Codex, which gets only an address, a key and a model.
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BASE, emptyKey, KEY, runCases } from "./cases";

const codex = process.argv[2] ?? "";
const WORD = "aubergine-4711";

async function ask(prompt: string, key: string): Promise<string> {
  const work = mkdtempSync(path.join(tmpdir(), "relais-codex-"));
  writeFileSync(path.join(work, "note.txt"), `The word is ${WORD}.\n`);
  const settings = {
    model_provider: "relais",
    "model_providers.relais.name": "Relais",
    "model_providers.relais.base_url": `${BASE}/api/v1`,
    "model_providers.relais.env_key": "RELAIS_KEY",
    "model_providers.relais.wire_api": "responses",
  };
  const own = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${JSON.stringify(value)}`]);
  const env = { PATH: process.env.PATH, HOME: work, CODEX_HOME: work, RELAIS_KEY: key } as unknown as NodeJS.ProcessEnv;
  const args = [
    "exec",
    "--skip-git-repo-check",
    "--dangerously-bypass-approvals-and-sandbox",
    "--json",
    "-m",
    "claude-opus-5",
    ...own,
    prompt,
  ];
  const running = promisify(execFile)(codex, args, { cwd: work, env, timeout: 90_000, maxBuffer: 2 ** 24 });
  running.child.stdin?.end();
  // It exits with 1 after an error that it reports.
  const { stdout, stderr } = await running.catch((error) => error);
  return `${stdout}${stderr}`;
}

await runCases({
  "answers a question": async () => {
    const told = await ask("Hello", KEY);
    if (!/"agent_message"/.test(told) || !/turn\.completed/.test(told)) throw new Error(told.slice(-500));
  },
  "runs a command and reads what it says": async () => {
    const told = await ask('What does it say? [[tool:exec_command {"cmd":"cat note.txt"}]]', KEY);
    if (!told.includes(`The word is ${WORD}`)) throw new Error(told.slice(-500));
  },
  "says that the balance does not suffice": async () => {
    const told = await ask("Hello", emptyKey());
    if (!/balance/i.test(told)) throw new Error(told.slice(-500));
  },
});
