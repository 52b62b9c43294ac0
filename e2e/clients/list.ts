import { chmodSync, cpSync, existsSync } from "node:fs";
import path from "node:path";
import type { Installation } from "./versions";

const HERE = import.meta.dirname;
const MINUTES = 60_000;

type Command = { file: string; args: string[] };

/** `installed` returns the path of its installation, in the order of `needs`. */
export type Client = {
  name: string;
  needs: [Installation, ...Installation[]];
  /** Not within `npm test`: slow to install, or covered there by tests of its own. */
  isHeavy?: boolean;
  timeoutMs: number;
  command(...installed: string[]): Command;
  env?(...installed: string[]): Record<string, string>;
};

export const CLIENTS: Client[] = [
  python("openai-python", "official", "openai_client.py"),
  python("anthropic-python", "official", "anthropic_client.py"),
  node("openai-node", "node", "openai-client.mjs"),
  node("anthropic-node", "node", "anthropic-client.mjs"),
  node("ai-sdk", "node", "ai-sdk.mjs"),
  python("instructor", "instructor", "instructor_models.py"),
  python("pydantic-ai", "pydanticAi", "pydantic_ai_agent.py"),
  python("openai-agents", "openaiAgents", "openai_agents.py"),
  { ...python("langchain", "langchain", "langchain_suites.py"), isHeavy: true, timeoutMs: 5 * MINUTES },
  { ...program("codex", "codex", "codex.ts"), isHeavy: true },
  { ...program("claude-code", "claudeCode", "claude-code.ts"), isHeavy: true },
  { ...program("claude-code-bill", "claudeCode", "claude-code-bill.ts"), isHeavy: true, timeoutMs: 10 * MINUTES },
  {
    ...node("agent-sdk", "agentSdk", "agent-sdk.mjs"),
    needs: ["agentSdk", "claudeCode"],
    isHeavy: true,
    timeoutMs: 4 * MINUTES,
    env: (_, claudeCode = "") => ({ CLAUDE_CODE: claudeCode }),
  },
];

function python(name: string, needs: Installation, file: string): Client {
  const command = (installed = "") => ({ file: installed, args: [path.join(HERE, "python", file)] });
  return { name, needs: [needs], timeoutMs: 2 * MINUTES, command };
}

/** Runs with the Node beside its packages, from a copy there: a module looks for packages beside itself. */
function node(name: string, needs: Installation, file: string): Client {
  const command = (installed = "") => {
    const folder = path.resolve(path.dirname(installed), "../../..");
    const copies = path.join(folder, "clients");
    cpSync(path.join(HERE, "node"), copies, { recursive: true });
    if (existsSync(installed)) chmodSync(installed, 0o755);
    return { file: installed, args: [path.join(copies, file)] };
  };
  return { name, needs: [needs], timeoutMs: 2 * MINUTES, command };
}

/** A program that one of ours drives from outside. */
function program(name: string, needs: Installation, file: string): Client {
  const command = (installed = "") => ({ file: process.execPath, args: ["--import", "tsx", path.join(HERE, file), installed] });
  return { name, needs: [needs], timeoutMs: 4 * MINUTES, command };
}
