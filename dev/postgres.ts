import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./ports";
import { postgresFolders } from "./postgres-folders";

export type RunningPostgres = {
  /** For the administrator, who owns the migrated tables. */
  url: string;
  /** For the processes, once the migration has made their login. */
  processesUrl: string;
  stop(): Promise<void>;
};
export type PostgresOptions = {
  /** Created when it is missing. Its real place may differ: see postgres-folders.ts. */
  dataFolder: string;
  port?: number;
  /** For tests: no wait for the disk, and the data disappears with the server. */
  isThrowaway?: boolean;
};

const PASSWORD = "relais";
const START_TIMEOUT_MS = 60_000;

/**
 * Starts the Postgres of the npm packages. The wrapper package is not used: it needs a checkout that the server's user can enter, and it
 * creates a user on the machine.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const place = await postgresFolders(options.dataFolder);
  const identity = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
  await mkdir(place.dataFolder, { recursive: true });
  if (place.user) await chown(place.dataFolder, place.user.uid, place.user.gid);
  await chmod(place.dataFolder, 0o700);
  if (!existsSync(path.join(place.dataFolder, "PG_VERSION"))) await initialise(place.binFolder, place.dataFolder, identity);
  await stopLeftover(place.dataFolder);

  const port = options.port ?? (await freePort());
  const flags = ["-D", place.dataFolder, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
  const tuning = options.isThrowaway ? ["max_connections=400", "fsync=off", "synchronous_commit=on"] : ["max_connections=200"];
  const server = spawn(path.join(place.binFolder, "postgres"), [...flags, ...tuning.flatMap((each) => ["-c", each])], {
    ...identity,
    cwd: place.dataFolder,
    // A separate process group: Ctrl-C in the terminal must not stop the database before the processes that still write to it.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LC_MESSAGES: "C" },
  });
  await ready(server, path.join(place.dataFolder, "server.log"));
  return {
    url: urlAt(port),
    processesUrl: processesUrl(urlAt(port)),
    stop: async () => {
      await ended(server, "SIGINT");
      if (options.isThrowaway) rmSync(place.dataFolder, { recursive: true, force: true });
    },
  };
}

/** The address of a data folder's running server. */
export async function runningPostgresUrl(dataFolder: string): Promise<string> {
  const place = await postgresFolders(dataFolder);
  // The fourth line of Postgres's own pid file is its port.
  const port = readFileSync(path.join(place.dataFolder, "postmaster.pid"), "utf8").split("\n")[3];
  return urlAt(port ?? "");
}

/** The same database with the login of the processes. */
export function processesUrl(url: string): string {
  return Object.assign(new URL(url), { username: "relais_processes" }).href;
}

function urlAt(port: number | string): string {
  return `postgresql://relais:${PASSWORD}@127.0.0.1:${port}/postgres`;
}

async function initialise(binFolder: string, dataFolder: string, identity: { uid?: number; gid?: number }): Promise<void> {
  const passwordFile = path.join(dataFolder, `..`, `.password-${randomBytes(4).toString("hex")}`);
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(passwordFile, identity.uid, identity.gid);
  const args = ["-D", dataFolder, "-U", "relais", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale=C"];
  const child = spawn(path.join(binFolder, "initdb"), [...args, "--no-sync"], {
    ...identity,
    cwd: dataFolder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Error(`initdb failed in ${dataFolder}:\n${complaint}`);
}

/** A server that outlived its starting process holds the data folder: it is stopped first. */
async function stopLeftover(dataFolder: string): Promise<void> {
  const pidFile = path.join(dataFolder, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  for (let waitedMs = 0; waitedMs < 10_000 && isAlive(pid); waitedMs += 100) {
    if (waitedMs === 0) process.kill(pid, "SIGINT");
    await sleep(100);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ready(server: ChildProcess, logFile: string): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Postgres was not ready in time:\n${text}`)), START_TIMEOUT_MS);
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`Postgres did not start:\n${text}`)));
    server.stderr?.on("data", (chunk) => {
      // Kept only until the server is up: after that the log file has the lines.
      if (text.length < 10_000) text += chunk;
      append(logFile, chunk);
      if (!text.includes("ready to accept connections")) return;
      clearTimeout(timer);
      resolve();
    });
  });
  server.removeAllListeners("exit");
  // A signal that cannot be sent later is reported here.
  server.on("error", (error) => process.stderr.write(`Postgres: ${error.message}\n`));
}

/** A full disk costs lines of the log, never the server. */
function append(logFile: string, chunk: Buffer): void {
  try {
    appendFileSync(logFile, chunk);
  } catch (error) {
    process.stderr.write(`${logFile}: ${error instanceof Error ? error.message : error}\n`);
  }
}

/** Sends the signal and waits for the end; a process that ignores it for ten seconds is killed. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exit;
  clearTimeout(timer);
}
