// Import it for its effect: it starts the Claude stand-in, which also plays Amazon and Google, in a separate process.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll } from "vitest";

const child = spawn(process.execPath, ["--import", "tsx", "dev/stand-ins/claude.ts", "--port", "0", "--pace-ms", "0"], {
  env: { ...process.env, RELAIS_SANDBOX: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
afterAll(() => void child.kill());
// Also when the importing file cannot be loaded.
process.once("exit", () => child.kill());

export const standInUrl = await new Promise<string>((resolve, reject) => {
  createInterface({ input: child.stdout }).on("line", (line) => {
    const match = /listening on (http:\S+)/.exec(line);
    if (match?.[1]) resolve(match[1]);
  });
  child.once("exit", () => reject(new Error("the Claude stand-in did not start")));
});

export type SeenCall = { path: string; headers: Record<string, string>; body: string; account: string; outcome: string };

export async function callsSeen(): Promise<SeenCall[]> {
  return ((await control("GET", "calls")) as { calls: SeenCall[] }).calls.filter((call) => !call.path.startsWith("/token"));
}

export async function lastCall(): Promise<SeenCall> {
  const call = (await callsSeen()).at(-1);
  if (!call) throw new Error("the stand-in was not called");
  return call;
}

export async function fault(name: string, options: object = {}): Promise<void> {
  await control("POST", "faults", { name, ...options });
}

export async function control(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${standInUrl}/_stand-in/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`the stand-in refused ${path}: ${await response.text()}`);
  return response.json();
}
