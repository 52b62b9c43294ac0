import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Caller } from "@/lib/keys/caller-cache";

/** Starts another relaying process that answers whose a secret is. */
export function startAuthenticating() {
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "lib/keys/testing/authenticating-process.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function askCaller(secret: string): Promise<{ caller: Caller | null; isListening: boolean }> {
    child.stdin.write(`${secret}\n`);
    return JSON.parse((await answers.next()).value);
  }
  return {
    askCaller,
    async ask(secret: string): Promise<{ keyId: string | null; isListening: boolean }> {
      const { caller, isListening } = await askCaller(secret);
      return { keyId: caller?.keyId ?? null, isListening };
    },
    stop: () => new Promise((resolve) => child.once("exit", resolve).stdin.end()),
  };
}
