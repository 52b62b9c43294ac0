import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { ended } from "../dev/postgres";

export const root = path.join(import.meta.dirname, "..");

export type Running = { pid: number; url: string; stop(): Promise<void> };

const START_TIMEOUT_MS = 60_000;
const TASKSET = "/usr/bin/taskset";
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) killWithItsOwn(child);
});

type BundleOptions = { name?: string; replace?: Record<string, string> };

/** Bundles a source file as production does, so that the benchmark measures what is shipped. `replace` puts files in place of imports. */
export async function bundle(source: string, { name = path.basename(source, ".ts"), replace = {} }: BundleOptions = {}): Promise<string> {
  const outfile = path.join(root, ".build", `bench-${name}.mjs`);
  const replaced = new Set<string>();
  const plugin: Plugin = {
    name: "replace",
    setup({ onResolve }) {
      for (const [from, to] of Object.entries(replace)) {
        onResolve({ filter: new RegExp(`^${from}$`) }, () => {
          replaced.add(from);
          return { path: path.join(root, to) };
        });
      }
    },
  };
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "server-only": path.join(root, "server/server-only.ts") },
    plugins: [plugin],
    sourcemap: true,
    logLevel: "error",
  });
  for (const from of Object.keys(replace)) if (!replaced.has(from)) throw new Error(`${source} does not import ${from}`);
  return outfile;
}

export type StartOptions = {
  args?: string[];
  env?: Record<string, string>;
  /** Where `taskset` is available, the process gets only these cores: "0", or "0-1". */
  cores?: string;
  nodeFlags?: string[];
  /** The program that runs the file, if it is not the current Node. */
  node?: string;
  cwd?: string;
  /** The text that the process prints once it serves. Its first group is the address if `url` is not given. */
  readyWhen?: RegExp;
  url?: string;
};

/** Starts a server from a file and waits for its ready text. */
export async function startServer(file: string, options: StartOptions = {}): Promise<Running> {
  const child = spawnNode(file, options);
  const readyWhen = options.readyWhen ?? /listening on (http:\/\/\S+)/;
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${path.basename(file)} did not start in time: ${output}`)), START_TIMEOUT_MS);
    child.stdout?.on("data", (chunk) => {
      if (output.length > 100_000) return;
      output += chunk;
      const match = readyWhen.exec(output);
      const address = options.url ?? match?.[1];
      if (!match || !address) return;
      clearTimeout(timer);
      resolve(address.replace("localhost", "127.0.0.1"));
    });
    child.once("exit", (code) => reject(new Error(`${path.basename(file)} ended with ${code}: ${output}`)));
  }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  return { pid: child.pid ?? 0, url, stop: () => ended(child, "SIGTERM") };
}

/** Runs a file to its end and returns its output. One that takes longer than `timeoutMs` is killed. */
export async function runToEnd(file: string, options: StartOptions & { timeoutMs?: number } = {}): Promise<string> {
  const child = spawnNode(file, options);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killWithItsOwn(child);
  }, options.timeoutMs ?? 300_000);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  clearTimeout(timer);
  if (isLate) throw new Error(`${path.basename(file)} was killed after ${options.timeoutMs} ms: ${output}`);
  if (code !== 0) throw new Error(`${path.basename(file)} ended with ${code}: ${output}`);
  return output;
}

/** A child of the benchmark, which does not outlive it. */
export function spawnNode(file: string, options: StartOptions = {}): ChildProcess {
  const { args = [], env = {}, cores, nodeFlags = [], node = process.execPath, cwd = root } = options;
  const command = [node, ...nodeFlags, file, ...args];
  const pinned = cores !== undefined && existsSync(TASKSET) ? [TASKSET, "-c", cores, ...command] : command;
  const child = spawn(pinned[0] as string, pinned.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  children.add(child);
  child.once("close", () => children.delete(child));
  // A child that has ended takes no input.
  child.stdin?.on("error", () => undefined);
  return child;
}

/** Each child leads its own process group, so that a build leaves no children behind. */
function killWithItsOwn({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended already.
  }
}
