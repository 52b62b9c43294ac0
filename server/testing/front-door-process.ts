import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildServer } from "@/server/testing/build-server";

export type FrontDoorProcess = {
  url: string;
  port: number;
  child: ChildProcess;
  residentMb(): number;
  /** The processor time of the thread that answers calls. */
  mainThreadMs(): number;
  close(): Promise<void>;
};

/** The front door as it runs in production, in a separate process, on this file's database. */
export async function startFrontDoor(env: Record<string, string>): Promise<FrontDoorProcess> {
  const file = await buildServer("front-door");
  const dataFolder = await mkdtemp(path.join(tmpdir(), "relais-door-"));
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: "0", PORTAL_URL: "", RELAIS_DATA_DIR: dataFolder, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await listening(child);
  return {
    url,
    port: Number.parseInt(new URL(url).port, 10),
    child,
    residentMb: () => Number.parseInt(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? "0", 10) / 1_024,
    mainThreadMs: () => Number.parseInt(readFileSync(`/proc/${child.pid}/task/${child.pid}/schedstat`, "utf8"), 10) / 1e6,
    async close() {
      if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
      await Promise.all([rm(file), rm(dataFolder, { recursive: true, force: true })]);
    },
  };
}

async function listening(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /listening on (http:\S+)/.exec(line)?.[1];
    if (url) return url.replace("localhost", "127.0.0.1");
  }
  throw new Error("the front door did not start");
}

/** A client that writes any bytes; `all` is the text that came back until the other side ended. */
export async function rawClient(port: number): Promise<{ socket: Socket; all: Promise<string> }> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let text = "";
  const all = new Promise<string>((resolve) => {
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    // Some refusals end with a reset after the answer.
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
  return { socket, all };
}

/** The server's answer to these bytes until it ends the connection, or is silent for some seconds. */
export async function said(port: number, bytes: string | Buffer): Promise<string> {
  const { socket, all } = await rawClient(port);
  socket.setTimeout(10_000, () => socket.destroy());
  socket.write(bytes);
  return all;
}
