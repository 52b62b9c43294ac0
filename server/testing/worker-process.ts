import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { buildServer } from "@/server/testing/build-server";

/** The worker as it runs in production, once it is ready. */
export async function startWorkerProcess(env: Record<string, string> = {}): Promise<{ child: ChildProcess; close(): Promise<void> }> {
  const file = await buildServer("worker");
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await ready(child);
  return {
    child,
    async close() {
      if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
      await rm(file);
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the worker did not start")));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      if (line.includes("the worker is ready")) resolve();
    });
  });
}
