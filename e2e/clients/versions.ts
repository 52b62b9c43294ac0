import { installNpmPackages, installPythonPackages } from "../../dev/installed-packages";

// The newest client versions that were tried with the product.
const OPENAI = "openai==3.57.0";
const ANTHROPIC = "anthropic==2.14.0";
const NODE = "24.21.0";
export const CLAUDE_CODE = "2.1.332";

/** One folder for each set: several of these packages exclude each other's newest versions. */
export const INSTALL = {
  official: (timeoutMs: number) => installPythonPackages([OPENAI, ANTHROPIC], timeoutMs),
  pydanticAi: (timeoutMs: number) => installPythonPackages(["pydantic-ai-slim[openai,anthropic]==2.68.0"], timeoutMs),
  instructor: (timeoutMs: number) => installPythonPackages(["instructor[anthropic]==1.17.0"], timeoutMs),
  openaiAgents: (timeoutMs: number) => installPythonPackages(["openai-agents==0.24.0"], timeoutMs),
  langchain: (timeoutMs: number) =>
    installPythonPackages(["langchain-openai==1.7.4", "langchain-anthropic==1.7.10", "langchain-tests==1.1.9"], timeoutMs),
  // With its own Node: these clients want 22 or newer.
  node: (timeoutMs: number) =>
    installNpmPackages({
      dependencies: {
        node: NODE,
        openai: "7.59.0",
        "@anthropic-ai/sdk": "1.14.0",
        ai: "7.0.173",
        "@ai-sdk/openai": "4.0.118",
        "@ai-sdk/anthropic": "4.0.105",
        "@ai-sdk/openai-compatible": "3.0.92",
        zod: "4.6.7",
      },
      file: "node/bin/node",
      timeoutMs,
    }),
  codex: (timeoutMs: number) => installNpmPackages({ dependencies: { "@openai/codex": "0.171.0" }, file: ".bin/codex", timeoutMs }),
  claudeCode: (timeoutMs: number) =>
    installNpmPackages({ dependencies: { "@anthropic-ai/claude-code": CLAUDE_CODE }, file: ".bin/claude", timeoutMs }),
  // Without its own copy of Claude Code: it gets the one above.
  agentSdk: (timeoutMs: number) =>
    installNpmPackages({
      dependencies: { node: NODE, "@anthropic-ai/claude-agent-sdk": "0.3.332", "@anthropic-ai/sdk": "1.14.0", zod: "4.6.7" },
      flags: ["--omit=optional"],
      file: "node/bin/node",
      timeoutMs,
    }),
};

export type Installation = keyof typeof INSTALL;
