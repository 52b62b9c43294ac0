import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { CLIENTS, type Client } from "./list";
import type { Product } from "./product";
import { INSTALL, type Installation } from "./versions";

export type Driven = { passed: number; failed: number; skipped: string[] };
type Installed = { file: string } | { reason: string };

const LINE = /^(ok|FAIL|skip) (.+)$/;

/** Drives the named clients, or all that `npm test` has time for, one after the other. Prints a line for each case. */
export async function driveClients(product: Product, { names, limitMs }: { names: string[]; limitMs: number }): Promise<Driven> {
  const unknown = names.filter((name) => name !== "all" && !CLIENTS.some((client) => client.name === name));
  if (unknown.length) throw new Error(`No such client: ${unknown.join(", ")}. There are: ${CLIENTS.map(({ name }) => name).join(", ")}`);
  const chosen = CLIENTS.filter(({ name, isHeavy }) => (names.length ? names.includes(name) || names.includes("all") : !isHeavy));
  const deadline = Date.now() + limitMs;
  const installed = installInTurn(chosen, deadline);
  const driven: Driven = { passed: 0, failed: 0, skipped: [] };
  for (const client of chosen) {
    const startedMs = Date.now();
    const found = await Promise.all(client.needs.map((need) => installed.get(need) as Promise<Installed>));
    const waitedMs = Date.now() - startedMs;
    const missing = found.find((each) => "reason" in each);
    const leftMs = deadline - Date.now();
    if (missing && "reason" in missing) tell(driven, client, "skip", `every case: ${missing.reason}`);
    else if (leftMs <= 0) tell(driven, client, "skip", "every case: the time for all clients is over");
    else
      await drive(
        client,
        found.flatMap((each) => ("file" in each ? [each.file] : [])),
        product,
        leftMs,
        driven,
      );
    console.log(`     ${client.name}: waited ${seconds(waitedMs)} for its packages, ran ${seconds(Date.now() - startedMs - waitedMs)}`);
  }
  return driven;
}

/** One after the other, so that clients already installed have the machine. */
function installInTurn(clients: Client[], deadline: number): Map<Installation, Promise<Installed>> {
  const found = new Map<Installation, Promise<Installed>>();
  let last: Promise<unknown> = Promise.resolve();
  for (const need of clients.flatMap(({ needs }) => needs)) {
    if (found.has(need)) continue;
    const mine = last.then(async (): Promise<Installed> => {
      if (Date.now() > deadline) return { reason: "the time for all clients is over" };
      return INSTALL[need](deadline - Date.now()).then(
        (file) => ({ file }),
        (error) => ({ reason: `its packages cannot be installed here (${`${error.stderr || error.message}`.trim().split("\n").at(-1)})` }),
      );
    });
    found.set(need, mine);
    last = mine;
  }
  return found;
}

async function drive(client: Client, installed: string[], product: Product, leftMs: number, driven: Driven): Promise<void> {
  const { file, args } = client.command(...installed);
  const home = mkdtempSync(path.join(tmpdir(), "relais-client-"));
  const child = spawn(file, args, {
    cwd: path.join(import.meta.dirname, "../.."),
    env: { ...environmentOf(product, home), ...client.env?.(...installed) } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let trouble = "";
  let cases = 0;
  child.stderr.on("data", (chunk: Buffer) => {
    trouble = `${trouble}${chunk}`.slice(-1_500);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, result, what] = LINE.exec(line) ?? [];
    if (!result || !what) return;
    cases += 1;
    tell(driven, client, result, what);
  });
  const limitMs = Math.min(client.timeoutMs, leftMs);
  // Kills its own children with it.
  const timer = setTimeout(() => process.kill(-(child.pid as number), "SIGKILL"), limitMs);
  const ending = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) =>
      resolve(signal ? `was stopped after ${seconds(limitMs)}` : code === 0 ? "" : `ended with ${code}`),
    );
  });
  clearTimeout(timer);
  rmSync(home, { recursive: true, force: true });
  if (ending || cases === 0) tell(driven, client, "FAIL", `the program ${ending || "told of no case"}: ${trouble.trim()}`);
}

/** Only what the client needs: it does not get keys and addresses of the person who runs this. */
function environmentOf(product: Product, home: string): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => /^(PATH|LANG|LC_ALL|TMPDIR|SYSTEMROOT|TSX_.*)$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONIOENCODING: "utf-8",
    RELAIS_BASE: product.url,
    RELAIS_KEY: product.key,
    ...(product.emptyKey && { RELAIS_EMPTY_KEY: product.emptyKey }),
  };
}

function tell(driven: Driven, { name }: Client, result: string, what: string): void {
  console.log(`${result.padEnd(4)} ${name}: ${what}`);
  if (result === "ok") driven.passed += 1;
  else if (result === "skip") driven.skipped.push(`${name}: ${what}`);
  else driven.failed += 1;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
