import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

export const root = path.join(import.meta.dirname, "..");

export type Running = { pid: number; url: string; stop(): Promise<void> };

/** Bundles a source file as production does, so that what is measured is what is shipped. */
export async function bundle(source: string): Promise<string> {
  const outfile = path.join(root, ".build", `bench-${path.basename(source, ".ts")}.mjs`);
  await build({
    entryPoints: [path.join(root, source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "server-only": path.join(root, "server/server-only.ts") },
    logLevel: "error",
  });
  return outfile;
}

type StartOptions = { args?: string[]; env?: Record<string, string>; core?: number; nodeFlags?: string[] };

/** Starts a bundle that prints the address where it listens, pinned to a core where `taskset` can do that. */
export async function startServer(file: string, options: StartOptions = {}): Promise<Running> {
  const child = spawnNode(file, options);
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      const match = /listening on (http:\/\/\S+)/.exec(output);
      if (match?.[1]) resolve(match[1].replace("localhost", "127.0.0.1"));
    });
    child.once("exit", (code) => reject(new Error(`${path.basename(file)} ended with ${code}: ${output}`)));
  });
  return { pid: child.pid ?? 0, url, stop: () => stop(child) };
}

/** Runs a bundle to its end and gives what it prints. */
export async function runToEnd(file: string, options: StartOptions = {}): Promise<string> {
  const child = spawnNode(file, options);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${path.basename(file)} ended with ${code}: ${output}`);
  return output;
}

function spawnNode(file: string, { args = [], env = {}, core, nodeFlags = [] }: StartOptions): ChildProcess {
  const command = [process.execPath, ...nodeFlags, file, ...args];
  const pinned = core !== undefined && existsSync("/usr/bin/taskset") ? ["taskset", "-c", `${core}`, ...command] : command;
  return spawn(pinned[0] as string, pinned.slice(1), { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/** CPU time that a process has used so far, user and system, in microseconds. Linux only. */
export function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  const ticks = Number.parseInt(fields[11] as string, 10) + Number.parseInt(fields[12] as string, 10);
  return ticks * 10_000;
}

/** Resident memory of a process in mebibytes. Linux only. */
export function residentMib(pid: number): number {
  const pages = Number.parseInt(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1] as string, 10);
  return (pages * 4096) / 2 ** 20;
}

/** A process and all its descendants: Postgres is many. */
export function family(pid: number): number[] {
  const parentOf = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${entry}/stat`, "latin1")
        .replace(/^.*\) /, "")
        .split(" ");
      parentOf.set(Number.parseInt(entry, 10), Number.parseInt(fields[1] as string, 10));
    } catch {
      // Ended while we looked.
    }
  }
  const found = [pid];
  for (const each of found) for (const [child, parent] of parentOf) if (parent === each) found.push(child);
  return found;
}
