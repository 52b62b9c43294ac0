import { existsSync, realpathSync } from "node:fs";
import type { Server } from "node:http";
import { pathToFileURL } from "node:url";

/** A running stand-in: its address, and the way to stop it. */
export type RunningStandIn = { url: string; port: number; stop(): Promise<void> };

/** Money must never depend on a stand-in by mistake, so production has to enable the sandbox by name. */
export function refuseProduction(): void {
  if (process.env.NODE_ENV === "production" && process.env.RELAIS_SANDBOX !== "1")
    throw new Error("stand-ins do not serve in production; set RELAIS_SANDBOX=1 to run the sandbox there");
}

/** Opens `server` on loopback and waits until it accepts connections. */
export async function listen(server: Server, port: number): Promise<RunningStandIn> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, stop: () => close(server) };
}

/** `--port 4010 --data file` as `{ port: "4010", data: "file" }`. */
export function flags(words: string[] = process.argv.slice(2)): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const name = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    if (name?.[1]) found[name[1]] = name[2] ?? words[index + 1] ?? "";
  }
  return found;
}

export function portFlag(value: string | undefined): number {
  const port = Number.parseInt(value ?? "", 10);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("give the port to listen on: --port N (0 picks a free one)");
  return port;
}

/** True for the file that Node was started with, so that tests can import an entry file without starting it. */
export function isEntry(moduleUrl: string): boolean {
  const entry = process.argv[1];
  // Node names modules by their real path, and the command line by the typed path.
  return entry !== undefined && existsSync(entry) && pathToFileURL(realpathSync(entry)).href === moduleUrl;
}

/** Runs a stand-in as a process: prints its address, and stops on SIGTERM or Ctrl-C. */
export async function runAsProcess(start: () => Promise<RunningStandIn & { announcement?: string }>): Promise<void> {
  try {
    const running = await start();
    console.log(running.announcement ?? `listening on ${running.url}`);
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void running.stop().then(() => process.exit(0)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
