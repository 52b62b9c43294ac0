import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ended } from "./postgres";

type RunOptions = {
  env: Record<string, string>;
  readyWhen?: RegExp;
  /** The niceness of the process where others want the processor: 0 to 19. */
  niceness?: number;
};

export type Processes = {
  /** Starts a process whose output goes to its log file; resolves once a line of it matches `readyWhen`. */
  run(name: string, args: string[], options: RunOptions): Promise<string>;
  /** Runs one command to its end and returns what it printed; throws when it failed. */
  finish(name: string, args: string[], options: { env: Record<string, string> }): Promise<string>;
  /** Stops all, the last one started first, so that no process loses what it still needs. */
  stop(): Promise<void>;
};

const READY_TIMEOUT_MS = 60_000;

// A process that cannot stay up is broken. One that fails now and then over weeks is not.
const RESTARTS_AT_MOST = 5;
const WITHIN_MS = 600_000;
const RESTART_DELAY_MS = 500;

type Started = { name: string; child: ChildProcess };

/**
 * The processes of one `npm start`. One that ends unexpectedly is reported and started again, because all of them may be killed at any
 * line. `onBroken` is called when one does not stay up. A stand-in stays down: that simulates an outage.
 */
export function processes(
  dataFolder: string,
  onBroken: (name: string, logFile: string) => void,
  now: () => number = () => performance.now(),
): Processes {
  const logs = path.join(dataFolder, "logs");
  mkdirSync(logs, { recursive: true });
  const running: Started[] = [];
  let isStopping = false;

  function begin(name: string, args: string[], options: RunOptions, restartsAtMs: number[] | null): ChildProcess {
    const logFile = path.join(logs, `${name}.log`);
    const child = spawnLogged(args, options, logStream(logFile, restartsAtMs ? "a" : "w"));
    const before = running.findIndex((each) => each.name === name);
    if (before < 0) running.push({ name, child });
    else running[before] = { name, child };
    rememberPids(
      dataFolder,
      running.map((each) => each.child.pid),
    );
    // A process that could not be started at all has no exit event.
    child.once("error", (error) => process.stderr.write(`${name}: ${error.message}\n`));
    child.once("exit", async (code, signal) => {
      if (isStopping) return;
      const staysDown = name.startsWith("stand-in");
      process.stderr.write(`${name} ended (${signal ?? code}); ${staysDown ? "it stays down" : "starting it again"}\n`);
      if (staysDown) return;
      const nowMs = now();
      const recent = (restartsAtMs ?? []).filter((atMs) => atMs > nowMs - WITHIN_MS);
      if (recent.length === RESTARTS_AT_MOST) return onBroken(name, logFile);
      await sleep(RESTART_DELAY_MS);
      if (!isStopping) begin(name, args, options, [...recent, nowMs]);
    });
    return child;
  }

  return {
    async run(name, args, options) {
      const child = begin(name, args, options, null);
      return options.readyWhen ? firstLine(name, child, options.readyWhen) : "";
    },
    finish: (name, args, options) => finished(name, args, options.env),
    async stop() {
      isStopping = true;
      for (const each of running.reverse()) await ended(each.child, "SIGTERM");
      rememberPids(dataFolder, []);
    },
  };
}

/** A full disk costs lines of the log, never the processes. */
function logStream(file: string, flags: "a" | "w"): NodeJS.WritableStream {
  return createWriteStream(file, { flags }).on("error", (error) => process.stderr.write(`${file}: ${error.message}\n`));
}

function spawnLogged(args: string[], options: RunOptions, log: NodeJS.WritableStream): ChildProcess {
  const child = spawn(process.execPath, args, {
    // A separate process group: Ctrl-C in the terminal reaches only the parent, which stops the others in order.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  // By hand: a pipe to a failed log would stop, and with it a process that writes.
  for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => void (log.writable && log.write(chunk)));
  if (options.niceness && child.pid) setPriority(child.pid, options.niceness);
  return child;
}

function finished(name: string, args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${name} failed:\n${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}

function firstLine(name: string, child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} was not ready in time`)), READY_TIMEOUT_MS);
    let text = "";
    const look = (chunk: Buffer) => {
      text += chunk;
      const line = text.split("\n").find((each) => pattern.test(each));
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(line);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`${name} ended with ${code} before it was ready:\n${text.slice(-4_000)}`));
    });
  });
}

const pidFile = (dataFolder: string) => path.join(dataFolder, "processes.json");

function rememberPids(dataFolder: string, children: (number | undefined)[]): void {
  try {
    writeFileSync(pidFile(dataFolder), JSON.stringify({ parent: process.pid, children }));
  } catch (error) {
    // Without it the next start finds fewer leftovers of a killed one; this start goes on.
    process.stderr.write(`${pidFile(dataFolder)}: ${error instanceof Error ? error.message : error}\n`);
  }
}

/** Ends what a killed `npm start` left running on this data folder. Throws when the start that owns the folder is still alive. */
export async function clearLeftovers(dataFolder: string): Promise<void> {
  if (!existsSync(pidFile(dataFolder))) return;
  const { parent, children } = JSON.parse(readFileSync(pidFile(dataFolder), "utf8")) as { parent: number; children: number[] };
  if (children.length === 0) return;
  if (parent !== process.pid && isOurs(parent, "start.mjs")) {
    throw new Error(
      `Relais already runs on ${dataFolder} (process ${parent}). Stop it, or set PORT and RELAIS_DATA_DIR to run a second copy.`,
    );
  }
  const alive = children.filter((pid) => isOurs(pid, process.execPath));
  for (const pid of alive) process.kill(pid, "SIGTERM");
  for (let waitedMs = 0; waitedMs < 5_000 && alive.some((pid) => isOurs(pid, process.execPath)); waitedMs += 100) await sleep(100);
  for (const pid of alive.filter((each) => isOurs(each, process.execPath))) process.kill(pid, "SIGKILL");
}

/** Whether the process lives and its command line contains the text: the system may have reused the number. */
function isOurs(pid: number, text: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return existsSync(commandLine) ? readFileSync(commandLine, "utf8").includes(text) : true;
}
