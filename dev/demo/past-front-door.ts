import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../ports";
import { ended } from "../postgres";

const READY_MS = 60_000;

export type PastFrontDoor = {
  url: string;
  /** Moves the process's clock forward to a moment; resolves once it serves calls there. */
  moveTo(moment: Date): Promise<void>;
  stop(): Promise<void>;
};

/** A built front door of the product whose clock begins at a past moment. `secret` is a key of the product. */
export async function startPastFrontDoor(environment: Record<string, string>, secret: string, begins: Date): Promise<PastFrontDoor> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let errors = "";
  const child = fork(".build/front-door.mjs", [], {
    execArgv: ["--import", path.resolve("dev/demo/past-clock.mjs")],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: {
      ...process.env,
      ...environment,
      PORT: String(port),
      FRONT_DOOR_INSTANCE: "demo",
      WEB_CONCURRENCY: "1",
      RELAIS_DRAIN_SECONDS: "0",
      LOG_LEVEL: "error",
      RELAIS_DEMO_OFFSET_MS: String(begins.getTime() - Date.now()),
    },
  });
  child.stderr?.on("data", (chunk) => (errors += chunk));
  const isServed = () => served(url, secret, () => (child.exitCode === null ? null : errors));
  await isServed();
  return {
    url,
    async moveTo(moment) {
      const moved = once(child, "message");
      child.send({ offsetMs: moment.getTime() - Date.now() });
      await moved;
      await isServed();
    },
    stop: () => ended(child, "SIGTERM"),
  };
}

/** A front door whose prices are too old does not return the list of models. `lastWords` is null while the process lives. */
async function served(url: string, secret: string, lastWords: () => string | null): Promise<void> {
  for (const startedMs = performance.now(); performance.now() - startedMs < READY_MS && lastWords() === null; await sleep(20)) {
    const answer = await fetch(`${url}/api/v1/models`, { headers: { authorization: `Bearer ${secret}` } }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
  }
  throw new Error(`The front door of the past did not answer. ${lastWords()?.slice(-2_000) ?? ""}`);
}
