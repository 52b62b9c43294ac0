import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import path from "node:path";

export type Answer = { is_error: boolean; num_turns: number; result: string; total_cost_usd: number };

/** The final output of Claude Code in its non-interactive mode. It finds its files in `work`. */
export async function askClaudeCode(
  { program, base, work }: { program: string; base: string; work: string },
  prompt: string,
  credentials: Record<string, string>,
  ...args: string[]
): Promise<Answer> {
  const env = {
    PATH: process.env.PATH,
    HOME: mkdtempSync(path.join(work, "home-")),
    ANTHROPIC_BASE_URL: `${base}/api`,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    ...credentials,
  } as unknown as NodeJS.ProcessEnv;
  const command = ["-p", prompt, "--output-format", "json", ...args];
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(program, command, { cwd: work, env, timeout: 120_000 }, (error, stdout, stderr) => {
      // It exits with 1 after an answer that is an error.
      if (stdout.startsWith("{")) resolve(stdout);
      else reject(new Error(`Claude Code printed no result: ${stdout} ${stderr} ${error?.message}`));
    });
    child.stdin?.end();
  });
  return JSON.parse(printed);
}
