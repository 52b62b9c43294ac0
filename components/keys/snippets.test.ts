import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { callSnippets, SNIPPETS } from "@/components/keys/snippets";

const secret = "sk-relais-0000";
const snippets = callSnippets({ publicUrl: "https://relais.example/", secret, model: "claude-sonnet-5-5" });

test("every snippet contains the secret and the address, and no double slash", () => {
  for (const name of SNIPPETS) {
    expect(snippets[name]).toContain(secret);
    expect(snippets[name]).toMatch(/https:\/\/relais\.example\/api(\/v1)?["/\s]/);
    expect(snippets[name]).not.toContain("example//");
  }
});

test("the shell snippets are one command per line as the shell reads them", () => {
  for (const name of ["curl", "claudeCode", "codex", "variables"] as const) {
    expect(spawnSync("sh", ["-n"], { input: snippets[name] }).status).toBe(0);
  }
  const body = /-d '(.*)'/.exec(snippets.curl)?.[1] ?? "";
  expect(JSON.parse(body).messages).toHaveLength(1);
});
