import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts another relaying process that answers which key a secret belongs to. */
export function startAuthenticating() {
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "lib/keys/testing/authenticating-process.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(secret: string): Promise<{ keyId: string | null; isListening: boolean }> {
      child.stdin.write(`${secret}\n`);
      return JSON.parse((await answers.next()).value);
    },
    stop: () => new Promise((resolve) => child.once("exit", resolve).stdin.end()),
  };
}
